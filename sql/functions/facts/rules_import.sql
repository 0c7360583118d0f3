-- rules_import: makes a version of the routing rules from the columns of a file; parameters and answer as of
-- categories_import.  `*` = any field or area; the agency `commune` = the committee of the report's commune.
-- p_whole: what the file does not name ends.  Two rules that could decide one report with equal right are refused.
-- Raises: as rules_save
-- Writes: routing_version, routing_rule, only where there is no problem at all
create or replace function pakn.rules_import(p_tenant int, p_lines int[], p_numbers int[],
	p_categories text[], p_areas text[], p_agencies text[], p_reasons text[], p_valid_from date[],
	p_valid_to date[], p_zones text[] default null, p_senders text[] default null, p_hours text[] default null,
	p_priorities int[] default null, p_coordinating text[] default null, p_urgencies text[] default null,
	p_deadline_classes text[] default null, p_whole boolean default false, p_note text default null,
	p_effective_at timestamptz default null, p_staff_id int default null, p_api_key_id int default null)
returns table (line int, field text, code text, words jsonb, added bigint, changed bigint, same bigint)
language plpgsql
as $$
#variable_conflict use_column
declare
	v_version int;
begin
	perform pakn.facts_lock(p_tenant);
	return query
		select p.line, p.field, p.code, pakn.import_words(p.code, p.names), null::bigint, null::bigint, null::bigint
		from pakn.rules_problems(p_tenant, p_lines, p_numbers, p_categories, p_areas, p_agencies, p_valid_from, p_valid_to,
			p_zones, p_senders, p_hours, p_coordinating, p_deadline_classes) p
		order by 1;
	if found then
		return;
	end if;
	perform pakn.rules_given(p_tenant, p_lines, p_numbers, p_categories, p_areas, p_agencies, p_reasons, p_valid_from,
		p_valid_to, p_zones, p_senders, p_hours, p_priorities, p_coordinating, p_urgencies, p_deadline_classes);
	return query
		select o.line, o.field, o.code, pakn.import_words(o.code, o.names), null::bigint, null::bigint, null::bigint
		from pakn.rules_unfit() o
		order by 1;
	if not found then
		begin
			v_version := pakn.rules_save(p_tenant, coalesce(p_whole, false), p_note, p_effective_at, p_staff_id, p_api_key_id);
			return query
				select t.line, t.field, t.code, pakn.import_words(t.code, t.names), null::bigint, null::bigint, null::bigint
				from pakn.rules_ties(p_tenant, v_version) t
				order by 1;
			if found then
				raise sqlstate 'PK200';
			end if;
			set constraints pakn.routing_rule_tie immediate;
		exception when sqlstate 'PK200' then
			null; -- all that was written is undone
		end;
		if v_version is null or exists (select from pakn.routing_version v where v.tenant_id = p_tenant and v.version = v_version) then
			return query select * from pakn.rules_counted(p_tenant, v_version);
		end if;
	end if;
	drop table import_given;
end $$;
