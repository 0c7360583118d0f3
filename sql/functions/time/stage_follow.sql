-- stage_follow: keeps with the lead's work item in which stage the report is, since when, and when that must be done:
-- in the stage of the answer, when that is due; while it waits, when it goes on.  How long the clock stood still in
-- a stage is added.  A report that goes back to a stage or to another agency begins it anew.
-- Writes: work_item
create or replace function pakn.stage_follow(r pakn.report, n pakn.report, p_at timestamptz)
returns void
language plpgsql
as $$
declare
	v_stage text := pakn.stage_of(n.status, n.resume_to);
	v_since timestamptz := (select w.stage_since from pakn.work_item w
		where w.tenant_id = n.tenant_id and w.report_id = n.report_id and w.part = 'lead');
	v_due timestamptz;
begin
	if v_since is null or n.agency_id <> r.agency_id or v_stage is distinct from pakn.stage_of(r.status, r.resume_to) then
		v_since := p_at;
	end if;
	if n.waits_until is not null then
		v_due := n.waits_until;
	elsif v_stage = 'answer' then
		v_due := n.due_at;
	elsif v_stage is not null then
		v_due := pakn.stage_due(n, v_stage, v_since);
	end if;
	update pakn.work_item w set stage_since = v_since, stage_due_at = v_due
	where w.tenant_id = n.tenant_id and w.report_id = n.report_id and w.part = 'lead'
		and (w.stage_since, w.stage_due_at) is distinct from (v_since, v_due);
end $$;
