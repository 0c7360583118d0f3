-- sender_act: what its sender does with a report, whichever way they come (app, message, link).  Call it with the report
-- locked.  Answers it as it is afterwards.
-- p_score: of a rating; the words of its event begin with it.
-- Raises: PK409 not_allowed_now; where only the time is over, or it was done once: rating_over, reopened_already, closed_already
--         | PK422 no such score
-- Writes: as report_move
create or replace function pakn.sender_act(r pakn.report, p_event_id uuid, p_action text, p_score int, p_text text)
returns pakn.report
language plpgsql
as $$
declare
	v_step pakn.lifecycle;
	v_may text[] := pakn.sender_may(r);
	v_words text := p_text;
begin
	select * into v_step from pakn.lifecycle l where l.role = 'sender' and l.action = p_action and l.from_status = r.status;
	if p_action <> all (v_may) then
		perform pakn.refuse(409, case when v_step.action is null then 'not_allowed_now' when p_action = 'rate' then 'rating_over'
				when r.reopened_at is not null then 'reopened_already' else 'closed_already' end,
			jsonb_build_object('case_status', r.status, 'allowed', to_jsonb(v_may)));
	end if;
	if p_action = 'rate' then
		if not exists (select from pakn.rating_level l where l.score = p_score) then
			perform pakn.refuse(422, 'invalid', pakn.field_error('/score', 'bad_choice'));
		end if;
		v_words := p_score || '/' || (select max(l.score) from pakn.rating_level l) || coalesce(': ' || p_text, '');
		-- A report that is rated again after it was reopened is still one that was rated.
		if exists (select from pakn.report_event e
			where e.tenant_id = r.tenant_id and e.report_id = r.report_id and e.type = 'rated') then
			p_action := 'change-rating';
		end if;
	end if;
	return pakn.report_move(r, p_event_id, p_action, case v_step.to_status when '=' then r.resume_to
		else coalesce(v_step.to_status, r.status) end, 'citizen', null, null, v_words, p_score::text);
end $$;
