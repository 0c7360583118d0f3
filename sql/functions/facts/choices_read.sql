-- choices_read: the choices of an attribute, written `code=name; code=name`; null where they are not written so.
create or replace function pakn.choices_read(p_text text)
returns jsonb
language sql immutable
as $$
	select case when bool_and(c.code ~ '^[A-Za-z0-9._-]{1,64}$' and c.name <> '') and count(distinct c.code) = count(*)
		then jsonb_agg(jsonb_build_object('code', c.code, 'name', c.name) order by c.place) end
	from (
		select e.place, trim(split_part(e.text, '=', 1)) as code,
			case when strpos(e.text, '=') > 0 then trim(substr(e.text, strpos(e.text, '=') + 1)) else '' end as name
		from regexp_split_to_table(p_text, ';') with ordinality e (text, place)) c
$$;
