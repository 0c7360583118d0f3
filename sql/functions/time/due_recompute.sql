-- due_recompute: finds the deadlines of open reports again where a calendar or a class changed, p_limit reports of a
-- province at a time, from where the last run stopped.  What has been released or closed keeps its own.
-- A run that began within a minute of the change is done once more then: a batch that was under way may have stored
-- reports by the calendar of before.  Answers how many reports were looked at.
-- Writes: due_run, and as due_refind
create or replace function pakn.due_recompute(p_limit int)
returns int
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	d due_run;
	r report;
	v_looked int;
	v_count int := 0;
begin
	for d in select x.* from due_run x
		where x.begun_at is not null or x.runs = 0 or x.changed_at <= now() - interval '1 minute'
		order by x.tenant_id
		for update skip locked
	loop
		d.begun_at := coalesce(d.begun_at, now());
		v_looked := 0;
		for r in select x.* from report x
			where x.tenant_id = d.tenant_id and x.report_id = any (array(
				select w.report_id from work_item w
				where w.tenant_id = d.tenant_id and w.part = 'lead' and (d.after is null or w.report_id > d.after)
				order by w.report_id
				limit p_limit))
			order by x.report_id
			for update
		loop
			perform due_refind(r);
			d.after := r.report_id;
			v_looked := v_looked + 1;
		end loop;
		v_count := v_count + v_looked;
		if v_looked = p_limit then
			update due_run x set begun_at = d.begun_at, after = d.after where x.tenant_id = d.tenant_id;
		elsif d.begun_at >= d.changed_at + interval '1 minute' then
			delete from due_run x where x.tenant_id = d.tenant_id;
		else
			update due_run x set begun_at = null, after = null, runs = d.runs + 1 where x.tenant_id = d.tenant_id;
		end if;
	end loop;
	return v_count;
end $$;
