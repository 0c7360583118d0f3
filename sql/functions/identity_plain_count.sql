-- identity_plain_count: how many senders are kept, and how many of them are not sealed yet.
create or replace function pakn.identity_plain_count(out kept bigint, out plain bigint)
language sql stable security definer set search_path = pakn, public, pg_temp
as $$
	select count(*), count(*) filter (where coalesce(s.name, s.phone, s.email, s.on_behalf_of) is not null)
	from report_sender s
$$;
