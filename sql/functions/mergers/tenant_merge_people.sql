-- tenant_merge_people: the next phones of the old province whose hash in the successor is not known yet, sealed, to be
-- opened by who has the keys (tenant_merge_person_note).
create or replace function pakn.tenant_merge_people(p_old int, p_after bytea, p_limit int)
returns table (tenant_id int, report_id uuid, phone_sealed bytea, phone_hash bytea)
language sql stable
as $$
	select distinct on (s.phone_hash) s.tenant_id, s.report_id, s.phone_sealed, s.phone_hash
	from pakn.report_sender s
	where s.tenant_id = p_old and s.phone_hash > p_after and s.phone_sealed is not null
	order by s.phone_hash, s.report_id
	limit p_limit
$$;
