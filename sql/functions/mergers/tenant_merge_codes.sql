-- tenant_merge_codes: lets the successor know the next p_limit tracking codes of the old province, so that they
-- resolve there, and keys that are sent again meet their first answer.  A code that the successor has given to
-- another report goes by the old province's name behind it.  p_again: also such as came in behind those copied.
-- Answers how many were looked at.
-- Writes: report_code, tenant_merge
create or replace function pakn.tenant_merge_codes(p_old int, p_limit int, p_again boolean)
returns int
language plpgsql
as $$
declare
	m pakn.tenant_merge;
	v_name text := (select '-' || upper(t.code) from pakn.tenant t where t.tenant_id = p_old);
	v_count int;
	v_last text;
begin
	select * into m from pakn.tenant_merge x where x.tenant_id = p_old for update;
	with next as (
		select c.* from pakn.report_code c
		where c.tenant_id = p_old and (case when p_again then not exists (select from pakn.report_code k where k.tenant_id = m.into_id
				and k.report_id = c.report_id and k.code in (c.code, c.code || v_name)) else c.code > m.codes_to end)
		order by c.code
		limit p_limit
	), copied as (
		insert into pakn.report_code (tenant_id, code, report_id, key_digest, body_hash, secret_digest, answer, of_tenant)
		select m.into_id, case when k.code is null or k.report_id = n.report_id then n.code else n.code || v_name end, n.report_id,
			n.key_digest, n.body_hash, n.secret_digest, n.answer, p_old
		from next n left join pakn.report_code k on k.tenant_id = m.into_id and k.code = n.code
		order by n.code
		on conflict (tenant_id, code) do nothing
	)
	select count(*), max(n.code) into v_count, v_last from next n;
	if not p_again then
		update pakn.tenant_merge x set codes_to = coalesce(v_last, x.codes_to) where x.tenant_id = p_old;
	end if;
	return v_count;
end $$;
