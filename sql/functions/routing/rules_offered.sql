-- rules_offered: makes a version of the rules of an object {"NUMBER": rule, ...}, each with all its columns, as they are put
-- one by one (admin_put); with p_whole all others end.  The caller undoes it.  Answers what is wrong, by pointer.
-- Raises: as rules_import
-- Writes: as rules_import
create or replace function pakn.rules_offered(p_tenant int, p_rules jsonb, p_whole boolean)
returns table (pointer text, code text, words jsonb)
language plpgsql
as $$
#variable_conflict use_column
declare
	c_columns constant text[] := '{rule_no,category_code,area_code,agency_code,reason,valid_from,valid_to,zone_code,senders,hours,priority,coordinating,urgency,deadline_class}';
	v record;
begin
	return query
		select concat_ws('/', 'rules', o.key, x.field), x.code, null::jsonb
		from jsonb_each(p_rules) o
			cross join lateral (
			select null as field, 'bad_format' as code where o.key !~ '^[1-9][0-9]{0,8}$' or jsonb_typeof(o.value) <> 'object'
			union all
			select m.key, case when m.key <> all (c_columns) then 'unknown_field' else 'bad_format' end
			from jsonb_each(case when jsonb_typeof(o.value) = 'object' then o.value else '{}' end) m
			where m.key <> all (c_columns) or case
				when m.value = 'null' then false
				when m.key = 'rule_no' then m.value #>> '{}' <> o.key
				when m.key = 'priority' then m.value::text !~ '^-?[0-9]{1,3}$'
				when jsonb_typeof(m.value) <> 'string' then true
				when m.key in ('valid_from', 'valid_to') then m.value #>> '{}' !~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'
				when m.key = 'urgency' then m.value #>> '{}' not in ('normal', 'urgent')
				else false end
			union all
			select n, 'required' from unnest('{category_code,area_code,agency_code,reason}'::text[]) n
			where jsonb_typeof(o.value) = 'object' and coalesce(o.value->>n, '') = '') x;
	if found then
		return;
	end if;
	begin
		select array_agg(o.ordinality::int order by o.ordinality) as lines, array_agg(o.key::int order by o.ordinality) as numbers,
			array_agg(o.value->>'category_code' order by o.ordinality) as categories, array_agg(o.value->>'area_code' order by o.ordinality) as areas,
			array_agg(o.value->>'agency_code' order by o.ordinality) as agencies, array_agg(o.value->>'reason' order by o.ordinality) as reasons,
			array_agg((o.value->>'valid_from')::date order by o.ordinality) as since, array_agg((o.value->>'valid_to')::date order by o.ordinality) as until,
			array_agg(nullif(o.value->>'zone_code', '') order by o.ordinality) as zones, array_agg(o.value->>'senders' order by o.ordinality) as senders,
			array_agg(nullif(o.value->>'hours', '') order by o.ordinality) as hours, array_agg((o.value->>'priority')::int order by o.ordinality) as priorities,
			array_agg(o.value->>'coordinating' order by o.ordinality) as along, array_agg(o.value->>'urgency' order by o.ordinality) as urgencies,
			array_agg(nullif(o.value->>'deadline_class', '') order by o.ordinality) as classes
		into v
		from jsonb_each(p_rules) with ordinality o;
	exception when datetime_field_overflow then -- the 30th of February
		return query select 'rules', 'bad_format', null::jsonb;
		return;
	end;
	return query
		select concat_ws('/', 'rules', v.numbers[i.line], i.field), i.code, i.words
		from pakn.rules_import(p_tenant, v.lines, v.numbers, v.categories, v.areas, v.agencies, v.reasons, v.since, v.until, v.zones,
			v.senders, v.hours, v.priorities, v.along, v.urgencies, v.classes, p_whole) i
		where i.code is not null;
end $$;
