-- tenant_merge_gateway: gives a gateway's secret to the successor, sealed for it, under the digest that it has there.
-- Writes: credential
create or replace function pakn.tenant_merge_gateway(p_old int, p_digest bytea, p_new_digest bytea, p_secret bytea)
returns void
language plpgsql
as $$
begin
	insert into pakn.credential select (c).*
	from (select jsonb_populate_record(x, jsonb_build_object('tenant_id', m.into_id, 'digest', p_new_digest, 'secret', p_secret)) as c
		from pakn.credential x join pakn.tenant_merge m on m.tenant_id = p_old
		where x.tenant_id = p_old and x.digest = p_digest) y
	on conflict do nothing;
	update pakn.credential c set revoked_at = now() where c.tenant_id = p_old and c.digest = p_digest;
end $$;
