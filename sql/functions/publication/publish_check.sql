-- publish_check: raises whatever forbids that parts of a report become public.
create or replace function pakn.publish_check(r pakn.report, p_text boolean, p_answer boolean)
returns void
language plpgsql stable
as $$
begin
	if not r.publish then
		perform pakn.refuse(409, 'sender_disagrees');
	elsif not pakn.publishable(r) then
		perform pakn.refuse(409, 'out_of_scope');
	elsif not (p_text or p_answer) then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/text', 'nothing_chosen'));
	elsif p_answer and r.status <> 'resolved' then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/answer', 'answer_not_final'));
	end if;
end $$;
