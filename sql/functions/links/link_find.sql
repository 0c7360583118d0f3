-- link_find: the link of a credential, provided that it is good, and for this.
-- Raises: PK401 none, or for something else | PK410 link_over
create or replace function pakn.link_find(p_digest bytea, p_tenant int, p_purpose text)
returns pakn.case_link
language plpgsql stable
as $$
declare
	l pakn.case_link;
begin
	select * into l from pakn.case_link x where x.tenant_id = p_tenant and x.digest = p_digest;
	if not found or l.purpose <> coalesce(p_purpose, l.purpose) then
		perform pakn.refuse(401, 'unauthenticated');
	elsif l.revoked_at is not null or l.expires_at <= now() then
		perform pakn.refuse(410, 'link_over');
	end if;
	return l;
end $$;
