-- agency_list: the agencies that answer, by level and name.  p_q: only those with all of these words in their names, whatever their
-- tone marks, or of this code.
-- Answers: 200
create or replace function pakn.agency_list(p_tenant int, p_q text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_body text;
begin
	select json_build_object('items', coalesce(json_agg(json_strip_nulls(json_build_object('code', a.code,
		'name', a.name, 'short_name', a.short_name, 'level', a.level, 'kind', a.kind, 'parent', p.code,
		'area', area.code, 'phone', a.phone)) order by a.agency_id), '[]'))::text
	into v_body
	from agency a
		left join agency p on p.tenant_id = a.tenant_id and p.agency_id = a.parent_id
		left join area on area.tenant_id = a.tenant_id and area.area_id = a.area_id
	where a.tenant_id = p_tenant and a.valid_from <= current_date and current_date < a.valid_to
		and (p_q is null or a.code = upper(btrim(p_q)) or search_words(p_q) <@ search_words(concat_ws(' ', a.name, a.short_name)));
	return (200, v_body, md5(v_body), null, null, null)::pakn.answer;
end $$;
