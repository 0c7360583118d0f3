-- template_check: whether there is such a notice, and its words name only what there is.
-- Raises: PK404 unknown notice | PK422 unknown names
create or replace function pakn.template_check(p_notice text, p_subject text, p_body text)
returns void
language plpgsql stable
as $$
declare
	v_field text;
begin
	if not exists (select from pakn.notice n where n.notice = p_notice) then
		perform pakn.refuse(404, 'not_there');
	end if;
	select w.field into v_field
	from (values ('/subject', p_subject), ('/body', p_body)) w (field, text),
		regexp_matches(w.text, '\{([^{}]*)\}', 'g') m
	where not pakn.template_sample('vi') ? m[1]
	limit 1;
	if found then
		perform pakn.refuse(422, 'invalid', pakn.field_error(v_field, 'unknown_placeholder'));
	end if;
end $$;
