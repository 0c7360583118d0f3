-- case_version_check: raises where a case is not in the version that somebody has read, and tells them what was done since.
-- Raises: PK412 another version | PK428 no version
create or replace function pakn.case_version_check(r pakn.report, p_roles text[], p_agency_id int, p_version text,
	p_allowed text[] default null)
returns void
language plpgsql stable
as $$
begin
	if p_version is null then
		perform pakn.refuse(428, 'version_required');
	elsif p_version <> r.version::text then
		perform pakn.refuse(412, 'stale_version', jsonb_strip_nulls(jsonb_build_object('case_status', r.status,
			'allowed', to_jsonb(p_allowed))) || pakn.case_changed(r, p_roles, p_agency_id, p_version));
	end if;
end $$;
