-- identity_stale: the next senders, in the order of their keys, of whom something is plain or sealed by
-- another key than the current one, locked, for identity_reseal in the same transaction.
create or replace function pakn.identity_stale(p_after_tenant int, p_after uuid, p_key_id int, p_limit int)
returns setof pakn.report_sender
language sql volatile security definer set search_path = pakn, public, pg_temp
as $$
	select s.* from report_sender s
	where (s.tenant_id, s.report_id) > (p_after_tenant, p_after)
		and (coalesce(s.name, s.phone, s.email, s.on_behalf_of) is not null
			or exists (select from unnest(array[s.name_sealed, s.phone_sealed, s.email_sealed, s.on_behalf_of_sealed]) as sealed
				where get_byte(sealed, 0) * 256 + get_byte(sealed, 1) <> p_key_id))
	order by s.tenant_id, s.report_id
	limit p_limit
	for update
$$;
