-- answer_check: raises where an answer, or word of what was promised in one, is not fit to go out: its words still have a
-- {name} in them, what is planned has no day or one that is over, parts of others or proof are missing.  Nothing of all
-- other actions.
-- Raises: PK409 answer_incomplete, with what is missing | PK422 text, planned_on
create or replace function pakn.answer_check(r pakn.report, p_action text, p_text text, p_outcome text, p_planned_on date,
	p_attachments uuid[])
returns void
language plpgsql stable
as $$
declare
	v_outcome text := case p_action when 'fulfil' then 'fixed' when 'replan' then r.outcome else p_outcome end;
	v_dated boolean := coalesce((select o.dated from pakn.outcome o where o.outcome = v_outcome), false);
	v_missing jsonb;
begin
	if p_action not in ('answer', 'fulfil', 'replan') then
		return;
	end if;
	if v_dated and p_planned_on is null then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/planned_on', 'required'));
	elsif p_planned_on < current_date then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/planned_on', 'in_the_past'));
	elsif p_planned_on is not null and not v_dated then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/planned_on', 'not_planned'));
	elsif exists (select from regexp_matches(p_text, '\{([a-z_]+)\}', 'g') m where m[1] = any (pakn.answer_names())) then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/text', 'unfilled'));
	end if;
	if p_action in ('answer', 'fulfil') then
		v_missing := pakn.answer_lacks(r, v_outcome, p_attachments);
	end if;
	if v_missing is not null then
		perform pakn.refuse(409, 'answer_incomplete', jsonb_build_object('missing', v_missing, 'detail', (
			select jsonb_build_object('vi', 'Còn thiếu: ' || string_agg(m->'words'->>'vi', '; ') || '.',
				'en', 'Missing: ' || string_agg(m->'words'->>'en', '; ') || '.')
			from jsonb_array_elements(v_missing) m)));
	end if;
end $$;
