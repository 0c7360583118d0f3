-- rules_import: adds and changes routing rules from the columns of a file; parameters and answer as of
-- categories_import.  `*` = any field or area; the agency `commune` = the committee of the report's commune.
-- Writes: routing_rule, only where there is no problem at all
create or replace function pakn.rules_import(p_tenant int, p_lines int[], p_numbers int[],
	p_categories text[], p_areas text[], p_agencies text[], p_reasons text[], p_valid_from date[],
	p_valid_to date[])
returns table (line int, field text, code text, words jsonb, added bigint, changed bigint, same bigint)
language plpgsql
as $$
#variable_conflict use_column
begin
	perform pakn.facts_lock(p_tenant);
	return query
		select p.line, p.field, p.code, pakn.import_words(p.code, p.names), null::bigint, null::bigint, null::bigint
		from (
			select * from pakn.import_twice('rule_no', p_lines, p_numbers::text[])
			union all
			select * from pakn.import_unknown('category_code', p_lines, p_categories,
				'{*}' || array(select c.code from pakn.category c where c.tenant_id = p_tenant))
			union all
			select * from pakn.import_unknown('area_code', p_lines, p_areas,
				'{*}' || array(select a.code from pakn.area a where a.tenant_id = p_tenant and a.valid_to = 'infinity'))
			union all
			select * from pakn.import_unknown('agency_code', p_lines, p_agencies,
				'{commune}' || array(select a.code from pakn.agency a where a.tenant_id = p_tenant))
			union all
			select * from pakn.import_period(p_lines, p_valid_from, p_valid_to)
		) p
		order by 1;
	if found then
		return;
	end if;
	create temp table import_given on commit drop as
		select g.line, r.tenant_id is null as is_new, p_tenant as tenant_id, g.rule_id,
			coalesce(c.category_id, 0) as category_id, coalesce(a.area_id, 0) as area_id, y.agency_id, g.reason,
			coalesce(case when p_valid_from is null then r.valid_from
				else g.valid_from::timestamp at time zone 'Asia/Ho_Chi_Minh' end, '-infinity') as valid_from,
			coalesce(case when p_valid_to is null then r.valid_to
				else g.valid_to::timestamp at time zone 'Asia/Ho_Chi_Minh' end, 'infinity') as valid_to
		from unnest(p_lines, p_numbers, p_categories, p_areas, p_agencies, p_reasons, p_valid_from, p_valid_to)
				g (line, rule_id, category, area, agency, reason, valid_from, valid_to)
			left join pakn.routing_rule r on r.tenant_id = p_tenant and r.rule_id = g.rule_id
			left join pakn.category c on c.tenant_id = p_tenant and c.code = g.category
			left join pakn.area a on a.tenant_id = p_tenant and a.code = g.area and a.valid_to = 'infinity'
			left join pakn.agency y on y.tenant_id = p_tenant and y.code = g.agency;
	analyze import_given;
	return query select o.line, o.field, o.code, pakn.import_words(o.code, o.names), null::bigint, null::bigint, null::bigint
		from pakn.rules_overlaps(p_tenant) o order by 1;
	if not found then
		-- A rule that changes goes first: rules may exchange what they hold for.
		delete from import_given g using pakn.routing_rule r
		where r.tenant_id = p_tenant and r.rule_id = g.rule_id
			and (r.category_id, r.area_id, r.agency_id, r.reason, r.valid_from, r.valid_to)
				is not distinct from (g.category_id, g.area_id, g.agency_id, g.reason, g.valid_from, g.valid_to);
		delete from pakn.routing_rule r using import_given g where r.tenant_id = p_tenant and r.rule_id = g.rule_id;
		insert into pakn.routing_rule
		select tenant_id, rule_id, category_id, area_id, agency_id, reason, valid_from, valid_to from import_given;
		return query
			select null::int, null::text, null::text, null::jsonb, count(*) filter (where is_new), count(*) filter (where not is_new),
				cardinality(p_lines) - count(*)
			from import_given;
	end if;
	drop table import_given;
end $$;
