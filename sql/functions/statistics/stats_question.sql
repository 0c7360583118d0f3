-- stats_question: a question to the statistics, checked: a period (stats_period), or from and to, which are full hours; by
-- default the present month, and until the next full hour.  The basis; what to group by, one word or two with a comma
-- between; units of a day are asked for by area.
-- Raises: PK422
create or replace function pakn.stats_question(p_tenant int, p_period text, p_from timestamptz, p_to timestamptz,
	p_as_of timestamptz default null, p_basis text default null, p_group text default null,
	p_areas_at date default null, p_areas_level text default null, p_merged boolean default null)
returns pakn.stats_question
language plpgsql stable
as $$
declare
	q pakn.stats_question;
begin
	q.tenant_id := p_tenant;
	q.first := p_from;
	q.until := p_to;
	if p_period is not null or coalesce(p_from, p_to) is null then
		select x.first, x.until into q.first, q.until from pakn.stats_period(p_tenant, coalesce(p_period, pakn.stats_month(p_tenant, now()))) x;
		if q.first is null then
			perform pakn.refuse(422, 'invalid', pakn.field_error('?period', 'bad_period'));
		end if;
	end if;
	if q.first is null then
		perform pakn.refuse(422, 'invalid', pakn.field_error('?from', 'required'));
	end if;
	q.until := coalesce(q.until, date_trunc('hour', now()) + interval '1 hour');
	if q.first >= q.until then
		perform pakn.refuse(422, 'invalid', pakn.field_error('?to', 'not_after_from'));
	end if;
	if extract(epoch from q.first) % 3600 <> 0 or extract(epoch from q.until) % 3600 <> 0 then
		perform pakn.refuse(422, 'invalid', pakn.field_error(
			case when extract(epoch from q.first) % 3600 <> 0 then '?from' else '?to' end, 'not_a_full_hour'));
	end if;
	q.as_of := p_as_of;
	q.basis := coalesce(p_basis, 'received');
	if q.basis not in ('received', 'handled') then
		perform pakn.refuse(422, 'invalid', pakn.field_error('?basis', 'bad_choice'));
	end if;
	q.groups := string_to_array(coalesce(p_group, 'agency'), ',');
	perform pakn.stats_groups_check(q);
	if 'area' <> all (q.groups) and (p_areas_at is not null or p_areas_level is not null) then
		perform pakn.refuse(422, 'invalid', pakn.field_error(
			case when p_areas_at is null then '?areas_level' else '?areas_at' end, 'by_area_only'));
	end if;
	if q.basis = 'handled' and (p_areas_at is not null or p_areas_level is not null) then
		perform pakn.refuse(422, 'invalid', pakn.field_error('?basis', 'received_only'));
	end if;
	-- Units of a level are those of some day: of today, unless one says otherwise.
	q.areas_at := coalesce(p_areas_at, case when p_areas_level is not null then current_date end);
	q.areas_level := p_areas_level;
	q.merged := coalesce(p_merged, false);
	return q;
end $$;
