-- answers_sweep: empties the first answers of submissions that are older than the province keeps them, as far as
-- report_answer gives the same, byte for byte; what it does not give stays.  Answers how many were looked at.
-- Ids begin with their time: each run goes on where the last one ended.
-- Writes: report_code, answer_sweep
create or replace function pakn.answers_sweep(p_limit int)
returns int
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	t tenant;
	v_from uuid;
	v_to uuid;
	v_looked int;
	v_count int := 0;
begin
	for t in select * from tenant x order by x.tenant_id loop
		select s.swept_to into v_from from answer_sweep s where s.tenant_id = t.tenant_id for update;
		with old as (
			select r.report_id, r.code
			from report r
			where r.tenant_id = t.tenant_id and r.report_id > coalesce(v_from, '00000000-0000-0000-0000-000000000000')
				and r.report_id < uuid_floor(now() - t.answers_kept)
			order by r.report_id
			limit p_limit
		), emptied as (
			update report_code c set answer = null
			from old o
			where c.tenant_id = t.tenant_id and c.code = o.code and c.report_id = o.report_id
				and c.answer = report_answer(t.tenant_id, o.report_id)
		)
		select count(*), (array_agg(o.report_id order by o.report_id desc))[1] into v_looked, v_to from old o;
		if v_looked > 0 then
			insert into answer_sweep values (t.tenant_id, v_to)
			on conflict (tenant_id) do update set swept_to = excluded.swept_to;
		end if;
		v_count := v_count + v_looked;
	end loop;
	return v_count;
end $$;
