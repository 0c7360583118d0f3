-- ledger_list: for how many working minutes agencies, their people or their heads held the clocks of reports within a period: of one's
-- own agency and those that it succeeded, of all for the desk and supervisors.  People are told to heads and supervisors; to others, only
-- what was their own.
-- Answers: 200 | PK401 PK403 another agency | PK422 period, unknown agency
create or replace function pakn.ledger_list(p_digest bytea, p_tenant int, p_from timestamptz, p_to timestamptz, p_group text,
	p_agency text, p_lang text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'ledger:read');
	v_group text := coalesce(p_group, 'agency');
	v_to timestamptz := least(p_to, now());
	v_agencies int[] := case when not may(who.role, 'ledger:read_all') then array(select a.agency_id from agency a
		where a.tenant_id = p_tenant and who.agency_id in (a.agency_id, a.heir_id)) end;
	v_agency int := (select a.agency_id from agency a where a.tenant_id = p_tenant and a.code = p_agency);
	v_rows json;
	v_total json;
begin
	if p_from >= v_to then
		perform refuse(422, 'invalid', field_error(case when p_from >= p_to then '?to' else '?from' end,
			case when p_from >= p_to then 'not_after_from' else 'in_future' end));
	elsif p_agency is not null and v_agency is null then
		perform refuse(422, 'invalid', field_error('?agency', 'unknown_agency'));
	elsif v_agency <> all (v_agencies) then
		perform refuse(403, 'forbidden');
	end if;
	with sums as materialized (
		select s.*, json_build_object('reports', s.reports, 'hours', round(s.minutes / 60.0, 2), 'minutes', s.minutes,
			'minutes_late', s.minutes_late, 'fell_due', s.fell_due, 'parts', s.parts) as figures
		from ledger_sums(p_tenant, p_from, v_to, v_group, case when v_agency is null then v_agencies else array[v_agency] end,
			case when v_group = 'person' and not may(who.role, 'ledger:read_people') then who.staff_id end) s
	)
	select coalesce(json_agg(jsonb_build_object('agency', jsonb_build_object('code', a.code, 'name', a.name))
			|| case when v_group in ('person', 'head') then jsonb_build_object(v_group, staff_json(p_tenant, s.staff_id)) else '{}' end
			|| s.figures::jsonb order by a.code, s.staff_id) filter (where not s.is_total), '[]'),
		(json_agg(s.figures) filter (where s.is_total))->0
	into v_rows, v_total
	from sums s left join agency a on a.tenant_id = p_tenant and a.agency_id = s.agency_id;
	return (200, json_build_object('from', p_from, 'to', v_to, 'group_by', v_group, 'rows', v_rows, 'total', v_total,
		'formula', ledger_formula(p_lang))::text, null, null, null, null)::pakn.answer;
end $$;
