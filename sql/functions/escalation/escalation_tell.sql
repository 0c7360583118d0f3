-- escalation_tell: tells of a case whom the steps of its ladder name: an event in its history, which leaves the version as it is,
-- and whom that is for (event_told; who is on call: duty_alert).  Above the agency, the queues show it, too.  Call it
-- with the report locked.
-- p_agency_id: who has the work.
-- Writes: event_told, duty_alert, work_item, and as event_add
create or replace function pakn.escalation_tell(r pakn.report, p_agency_id int, p_stage text, p_due timestamptz, p_calendar int,
	p_tells text[], p_now timestamptz)
returns void
language plpgsql
as $$
declare
	v_event_id uuid := pakn.uuid_at(clock_timestamp(), 0);
	v_late boolean := p_due <= p_now;
	v_staff int[] := case when 'duty' = any (p_tells) then pakn.duty_on(r.tenant_id, p_agency_id, p_now) end;
	v_left text := pakn.left_words(r.tenant_id, p_calendar, p_due, p_now);
	v_names text;
begin
	select string_agg(distinct n.name, ', ') into v_names
	from (
		select case t.whom when 'head' then 'lãnh đạo ' else '' end || a.short_name
		from pakn.escalation_told(r.tenant_id, p_agency_id, p_tells) t
			join pakn.agency a on a.tenant_id = r.tenant_id and a.agency_id = t.agency_id
		union all
		select 'người trực ' || s.name from pakn.staff s where s.tenant_id = r.tenant_id and s.staff_id = any (v_staff)) n (name);
	perform pakn.event_add(r, v_event_id, case when v_late then 'escalate' else 'remind' end, concat(upper(left(v_left, 1)), substr(v_left, 2), ': hạn ',
		case p_stage when 'sort' then 'phân loại ' when 'accept' then 'tiếp nhận ' when 'review' then 'xem lại trả lời ' else 'trả lời ' end,
		pakn.due_words(p_due), '. Đã báo: ' || v_names || '.'), null, p_now);
	insert into pakn.event_told
	select r.tenant_id, v_event_id, t.agency_id, case when not v_late then 'nearing_due' when t.whom = 'agency' then 'overdue'
		else 'overdue_' || t.whom end
	from pakn.escalation_told(r.tenant_id, p_agency_id, p_tells) t
	on conflict do nothing;
	insert into pakn.duty_alert select r.tenant_id, v_event_id, s, r.report_id from unnest(v_staff) s;
	if v_late then
		update pakn.work_item i set escalated = t.level
		from (select (array_agg(x order by place desc))[1] as level from unnest('{head,desk,supervisor}'::text[]) with ordinality x (x, place)
			where x = any (p_tells)) t
		where i.tenant_id = r.tenant_id and i.report_id = r.report_id and i.part = 'lead'
			and array_position('{head,desk,supervisor}', t.level) > coalesce(array_position('{head,desk,supervisor}', i.escalated), 0);
	end if;
end $$;
