-- stats_snapshot_content: a frozen month byte for byte as it was hashed.
-- Answers: 200 | PK401 PK403 | PK404
create or replace function pakn.stats_snapshot_content(p_digest bytea, p_tenant int, p_number int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
begin
	perform caller(p_digest, p_tenant, 'stats:read');
	return (200, (stats_snapshot_of(p_tenant, p_number)).content, null, null, null, null)::pakn.answer;
end $$;
