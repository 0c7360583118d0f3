-- identity_count: how many senders are kept: what there is to seal again at the most.
create or replace function pakn.identity_count()
returns bigint
language sql stable security definer set search_path = pakn, public, pg_temp
as $$
	select count(*) from report_sender
$$;
