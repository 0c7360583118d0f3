-- duplicate_as: the report as which one that is merged counts and is due: the one that is kept, with what it brought along: what was
-- late when it was merged stays late, in the row in which it was, whatever the other's is; what had not satisfied its sender has not; accepted
-- it stays so.  What was refused by that, and what an older system had, counts as itself.
create or replace function pakn.duplicate_as(r pakn.report)
returns pakn.report
language plpgsql stable
as $$
declare
	d pakn.report_duplicate;
	k pakn.report;
begin
	select * into d from pakn.report_duplicate x where x.tenant_id = r.tenant_id and x.report_id = r.report_id;
	if d.report_id is null or d.refused then
		return r;
	end if;
	select * into k from pakn.report x where x.tenant_id = r.tenant_id and x.report_id = d.kept_id;
	k.accepted_at := coalesce(k.accepted_at, r.accepted_at);
	if d.due_at <= d.merged_at then
		k.due_at := least(k.due_at, d.due_at);
	end if;
	if d.late then
		k.late_round := true;
		k.late_agency_id := coalesce(r.late_agency_id, k.late_agency_id);
	end if;
	if d.unsatisfied then
		k.reopened_at := coalesce(k.reopened_at, d.merged_at);
	end if;
	return k;
end $$;
