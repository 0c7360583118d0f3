-- event_add: adds something to the history of a report that leaves it as it is, with its version, by the system itself, by
-- somebody of the staff, or as p_kind says.  Call it with the report locked.
-- Writes: report_event, event_content, event_unsealed, stat_delta
create or replace function pakn.event_add(r pakn.report, p_event_id uuid, p_action text, p_text text, p_staff_id int default null,
	p_at timestamptz default now(), p_kind text default null)
returns void
language plpgsql
as $$
declare
	v_salt bytea := pakn.salt();
	v_at timestamptz := pakn.report_next_at(r.tenant_id, r.report_id, p_at);
begin
	insert into pakn.report_event
	select r.tenant_id, p_event_id, r.report_id, v_at, a.event_type,
		coalesce(p_kind, case when p_staff_id is null then 'system' else 'staff' end), p_staff_id, r.status, r.status, r.agency_id, r.agency_id,
		r.category_id, r.area_id, r.stat_class, r.stat_bucket, r.due_at, a.public, sha256(v_salt || convert_to(p_text, 'UTF8')),
		false, null, null, r.late_agency_id
	from pakn.action a
	where a.action = p_action;
	insert into pakn.event_unsealed values (r.tenant_id, p_event_id);
	insert into pakn.event_content values (r.tenant_id, p_event_id, r.report_id, v_salt, p_text);
	perform pakn.stat_happened(r, (select a.event_type from pakn.action a where a.action = p_action), v_at);
end $$;
