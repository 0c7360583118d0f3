-- case_changed: what tells somebody who knows an older version of a case what was done to it since, as far as they may see it;
-- nothing to who knows the one that stands.
create or replace function pakn.case_changed(r pakn.report, p_roles text[], p_agency_id int, p_version text)
returns jsonb
language plpgsql stable
as $$
begin
	if p_version is null or p_version = r.version::text then
		return '{}';
	end if;
	return jsonb_build_object('version', r.version) || case
		when pakn.case_standing(r, p_agency_id) in ('lead', 'offered', 'coordinating')
				or exists (select from unnest(p_roles) x (role) where pakn.may(x.role, 'case:read_all'))
			then jsonb_build_object('changes', pakn.case_history(r.tenant_id, r.report_id, null,
				-- Of what is no version of it, only the last is told.
				case when p_version ~ '^[0-9]{1,9}$' then p_version::int else r.version - 1 end))
		else '{}' end;
end $$;
