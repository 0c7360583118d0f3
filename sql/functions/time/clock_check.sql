-- clock_check: raises where a pause or an extension may not be: until an instant that is over or a day that is not
-- later, after due (neither may polish figures), or once more than the class allows.
-- Raises: PK409 past_due, extension_limit | PK422 until, due_on
create or replace function pakn.clock_check(r pakn.report, p_action text, p_at timestamptz, p_until timestamptz, p_due_on date)
returns void
language plpgsql stable
as $$
begin
	if p_action = 'pause' and p_until <= p_at then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/until', 'in_the_past'));
	end if;
	if p_action in ('extend', 'grant') and r.due_at <= p_at then
		perform pakn.refuse(409, 'past_due', jsonb_build_object('due_at', r.due_at));
	end if;
	if p_action = 'extend' and coalesce(r.extensions, 0) >= (select t.extensions from pakn.answer_terms(r) t) then
		perform pakn.refuse(409, 'extension_limit', jsonb_build_object('extensions', coalesce(r.extensions, 0)));
	end if;
	if p_action = 'extend' and (pakn.day_end(r.tenant_id, r.calendar_id, p_due_on) > r.due_at) is not true then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/due_on', 'not_after_due'));
	end if;
end $$;
