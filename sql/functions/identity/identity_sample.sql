-- identity_sample: some senders, the oldest and the newest, still sealed, to try the keys on.
create or replace function pakn.identity_sample(p_limit int)
returns setof pakn.report_sender
language sql stable security definer set search_path = pakn, public, pg_temp
as $$
	(select * from report_sender order by tenant_id, report_id limit p_limit)
	union
	(select * from report_sender order by tenant_id desc, report_id desc limit p_limit)
$$;
