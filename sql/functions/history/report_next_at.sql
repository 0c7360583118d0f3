-- report_next_at: the instant of what happens to a report now, or at p_at: never before what was told last, since who waited for the report may
-- have begun earlier than who had it; then just after that, so that instants alone say in which order acts came.
create or replace function pakn.report_next_at(p_tenant int, p_report_id uuid, p_at timestamptz default now())
returns timestamptz
language plpgsql stable
as $$
declare
	v_last timestamptz := pakn.report_last_at(p_tenant, p_report_id);
begin
	return case when v_last > p_at then v_last + interval '1 microsecond' else p_at end;
end $$;
