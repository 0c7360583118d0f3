-- stats_check: raises where a period cannot be counted: basis, order, full hours.
create or replace function pakn.stats_check(p_from timestamptz, p_to timestamptz, p_basis text)
returns void
language plpgsql immutable
as $$
begin
	if coalesce(p_basis, 'received') <> 'received' then
		perform pakn.refuse(422, 'invalid', '{"errors":[{"pointer":"?basis","code":"bad_choice"}]}');
	end if;
	if p_from >= p_to then
		perform pakn.refuse(422, 'invalid', '{"errors":[{"pointer":"?to","code":"not_after_from"}]}');
	end if;
	if extract(epoch from p_from)::bigint % 3600 <> 0 or extract(epoch from p_to)::bigint % 3600 <> 0 then
		perform pakn.refuse(422, 'invalid', jsonb_build_object('errors', jsonb_build_array(jsonb_build_object(
			'pointer', case when extract(epoch from p_from)::bigint % 3600 <> 0 then '?from' else '?to' end,
			'code', 'not_a_full_hour'))));
	end if;
end $$;
