-- stats_check: raises where a period cannot be counted: basis, order, full hours.
create or replace function pakn.stats_check(p_from timestamptz, p_to timestamptz, p_basis text)
returns void
language plpgsql immutable
as $$
begin
	if coalesce(p_basis, 'received') <> 'received' then
		perform pakn.refuse(422, 'invalid', pakn.field_error('?basis', 'bad_choice'));
	end if;
	if p_from >= p_to then
		perform pakn.refuse(422, 'invalid', pakn.field_error('?to', 'not_after_from'));
	end if;
	if extract(epoch from p_from) % 3600 <> 0 or extract(epoch from p_to) % 3600 <> 0 then
		perform pakn.refuse(422, 'invalid', pakn.field_error(
			case when extract(epoch from p_from) % 3600 <> 0 then '?from' else '?to' end, 'not_a_full_hour'));
	end if;
end $$;
