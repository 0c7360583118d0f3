-- page_choice: a choice of a form, with its label; p_choices: values and their names, one after the other.
create or replace function pakn.page_choice(p_name text, p_label text, p_choices text[], p_chosen text)
returns text
language sql immutable
as $$
	select format('<p><label for="%1$s">%2$s</label><select id="%1$s" name="%1$s">%3$s</select></p>', p_name, pakn.html(p_label),
		string_agg(format('<option value="%s"%s>%s</option>', pakn.html(p_choices[i]), case when p_choices[i] = p_chosen then ' selected' else '' end,
			pakn.html(p_choices[i + 1])), '' order by i))
	from generate_series(1, cardinality(p_choices), 2) i
$$;
