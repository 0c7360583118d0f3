-- fact_version_check: raises where a writer does not know what it is about to change: what exists is changed
-- on the version that was read, what does not exist is added without one.
-- Raises: PK412 another version, or it exists | PK428 no version
create or replace function pakn.fact_version_check(p_before jsonb, p_version text, p_none_match text)
returns void
language plpgsql immutable
as $$
begin
	if p_before is not null and p_none_match is not null then
		perform pakn.refuse(412, 'exists_already');
	elsif p_before is not null and p_version is null then
		perform pakn.refuse(428, 'version_required');
	elsif p_version is not null and (p_before is null or p_version not in ('*', md5(p_before::text))) then
		perform pakn.refuse(412, 'stale_version');
	end if;
end $$;
