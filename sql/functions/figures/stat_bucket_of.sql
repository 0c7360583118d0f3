-- stat_bucket_of: the class of the histogram (stat_bucket) in which a report of a class counts: of the working time from its receipt
-- to the release of the answer that stands, which of one that is merged is the other's; 0: none stands.
create or replace function pakn.stat_bucket_of(r pakn.report, p_class int)
returns smallint
language plpgsql stable
as $$
begin
	return case when (select c.measure = 'release' from pakn.stat_class c where c.stat_class = p_class)
		then pakn.stat_bucket(pakn.working_minutes(r.tenant_id, (select t.office_calendar_id from pakn.tenant t where t.tenant_id = r.tenant_id),
			r.received_at, case when r.status = 'duplicate' then (pakn.duplicate_as(r)).released_at else r.released_at end)) else 0 end;
end $$;
