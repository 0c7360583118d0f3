-- stats_check: raises where a period cannot be counted: basis, order, full hours; units of a day are asked for by area.
create or replace function pakn.stats_check(p_from timestamptz, p_to timestamptz, p_basis text,
	p_group text, p_areas_at date, p_areas_level text)
returns void
language plpgsql immutable
as $$
begin
	if coalesce(p_basis, 'received') <> 'received' then
		perform pakn.refuse(422, 'invalid', pakn.field_error('?basis', 'bad_choice'));
	end if;
	if coalesce(p_group, 'agency') <> 'area' and (p_areas_at is not null or p_areas_level is not null) then
		perform pakn.refuse(422, 'invalid', pakn.field_error(
			case when p_areas_at is null then '?areas_level' else '?areas_at' end, 'by_area_only'));
	end if;
	if p_from >= p_to then
		perform pakn.refuse(422, 'invalid', pakn.field_error('?to', 'not_after_from'));
	end if;
	if extract(epoch from p_from) % 3600 <> 0 or extract(epoch from p_to) % 3600 <> 0 then
		perform pakn.refuse(422, 'invalid', pakn.field_error(
			case when extract(epoch from p_from) % 3600 <> 0 then '?from' else '?to' end, 'not_a_full_hour'));
	end if;
end $$;
