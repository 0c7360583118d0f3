-- fact_import: gives one fact to what imports its noun, as a file of one line that has every column: what is
-- not in it is cleared.  Answers what is wrong with it, by column.  Rules keep who changed them.
-- Raises: PK404 no such noun | PK422 as the import
-- Writes: as the import, where nothing is wrong
create or replace function pakn.fact_import(p_tenant int, p_noun text, f jsonb, p_staff_id int default null,
	p_api_key_id int default null)
returns table (field text, code text, words jsonb)
language plpgsql
as $$
#variable_conflict use_column
begin
	case p_noun
	when 'areas' then
		return query select i.field, i.code, i.words from pakn.areas_import(p_tenant, '{1}', array[f->>'code'],
			array[f->>'name'], array[f->>'full_name'], array[f->>'level'], array[f->>'parent_code'],
			array[(f->>'valid_from')::date], array[(f->>'valid_to')::date], array[(f->>'lon')::float8],
			array[(f->>'lat')::float8]) i where i.code is not null;
	when 'agencies' then
		return query select i.field, i.code, i.words from pakn.agencies_import(p_tenant, '{1}', array[f->>'code'],
			array[f->>'name'], array[f->>'short_name'], array[f->>'level'], array[f->>'kind'],
			array[f->>'parent_code'], array[f->>'area_code'], array[(f->>'needs_approval')::boolean],
			array[(f->>'publishes')::boolean], array[f->>'phone'], array[f->>'calendar'],
			array[(f->>'valid_from')::date], array[(f->>'valid_to')::date]) i
			where i.code is not null;
	when 'categories' then
		return query select i.field, i.code, i.words from pakn.categories_import(p_tenant, '{1}', array[f->>'code'],
			array[f->>'name'], array[f->>'examples'], array[f->>'group'], array[f->>'urgency'],
			array[f->>'deadline_class'], array[(f->>'in_scope')::boolean], array[(f->>'active')::boolean]) i
			where i.code is not null;
	when 'attributes' then
		return query select i.field, i.code, i.words from pakn.attributes_import(p_tenant, '{1}',
			array[f->>'category_code'], array[f->>'code'], array[f->>'name'], array[f->>'kind'],
			array[(f->>'required')::boolean], array[f->>'choices'], array[(f->>'place')::int],
			array[(f->>'valid_from')::date], array[(f->>'valid_to')::date]) i where i.code is not null;
	when 'rules' then
		return query select i.field, i.code, i.words from pakn.rules_import(p_tenant, '{1}',
			array[(f->>'rule_no')::int], array[f->>'category_code'], array[f->>'area_code'],
			array[f->>'agency_code'], array[f->>'reason'], array[(f->>'valid_from')::date],
			array[(f->>'valid_to')::date], array[f->>'zone_code'], array[f->>'senders'], array[f->>'hours'],
			array[(f->>'priority')::int], array[f->>'coordinating'], array[f->>'urgency'], array[f->>'deadline_class'],
			false, f->>'note', (f->>'effective_at')::timestamptz, p_staff_id, p_api_key_id) i where i.code is not null;
	when 'holidays' then
		return query select i.field, i.code, i.words from pakn.holidays_import(p_tenant, '{1}',
			array[(f->>'day')::date], array[f->>'kind'], array[f->>'name'], array[f->>'status'],
			array[f->>'source'], array[f->>'calendar']) i where i.code is not null;
	when 'calendars' then
		return query select i.field, i.code, i.words from pakn.calendars_import(p_tenant, '{1}', array[f->>'code'],
			array[f->>'name']) i where i.code is not null;
	when 'office-hours' then
		return query select i.field, i.code, i.words from pakn.office_hours_import(p_tenant, '{1}', array[f->>'calendar'],
			array[(f->>'valid_from')::date], array[f->>'monday'], array[f->>'tuesday'], array[f->>'wednesday'],
			array[f->>'thursday'], array[f->>'friday'], array[f->>'saturday'], array[f->>'sunday']) i where i.code is not null;
	when 'deadlines' then
		return query select i.field, i.code, i.words from pakn.deadlines_import(p_tenant, '{1}', array[f->>'class'],
			array[f->>'stage'], array[f->>'unit'], array[(f->>'amount')::int], array[f->>'calendar'],
			array[(f->>'extensions')::int], array[f->>'extended_by'], array[f->>'source'],
			array[(f->>'valid_from')::date], array[(f->>'valid_to')::date]) i where i.code is not null;
	when 'deadline-rules' then
		return query select i.field, i.code, i.words from pakn.deadline_rules_import(p_tenant, '{1}',
			array[f->>'category_code'], array[f->>'kind'], array[f->>'urgency'], array[f->>'deadline_class']) i
			where i.code is not null;
	when 'answer-rules' then
		return query select i.field, i.code, i.words from pakn.answer_rules_import(p_tenant, '{1}', array[f->>'category_code'],
			array[f->>'outcome'], array[f->>'proof'], array[(f->>'approval')::boolean]) i where i.code is not null;
	when 'answer-templates' then
		return query select i.field, i.code, i.words from pakn.answer_templates_import(p_tenant, '{1}', array[f->>'code'],
			array[f->>'category_code'], array[f->>'outcome'], array[f->>'name'], array[f->>'text'], array[(f->>'active')::boolean]) i
			where i.code is not null;
	when 'targets' then
		return query select i.field, i.code, i.words from pakn.targets_import(p_tenant, '{1}', array[f->>'agency_code'],
			array[f->>'figure'], array[f->>'goal'], array[(f->>'value')::numeric], array[f->>'source'],
			array[(f->>'valid_from')::date], array[(f->>'valid_to')::date]) i where i.code is not null;
	when 'ladders' then
		return query select i.field, i.code, i.words from pakn.ladders_import(p_tenant, '{1}',
			array[f->>'category_code'], array[f->>'urgency'], array[f->>'stage'], array[f->>'steps']) i where i.code is not null;
	when 'duties' then
		return query select i.field, i.code, i.words from pakn.duties_import(p_tenant, '{1}', array[f->>'agency_code'],
			array[f->>'username'], array[(f->>'starts_at')::timestamptz], array[(f->>'ends_at')::timestamptz]) i
			where i.code is not null;
	when 'boundaries' then
		return query select 'code', 'unknown', pakn.import_words('unknown', array[f->>'code'])
			where not pakn.area_boundary_set(p_tenant, f->>'code', f->>'geometry', f->>'source', true,
				(f->>'valid_from')::date, (f->>'valid_to')::date);
	when 'zones' then
		return query select z.field, z.code, pakn.import_words(z.code, z.names) from pakn.zone_set(p_tenant, f->>'code', f->>'name',
			f->>'kind', f->>'geometry', f->>'source', (f->>'valid_from')::date, (f->>'valid_to')::date, true) z;
		return query select z.field, z.code, pakn.import_words(z.code, z.names) from pakn.zones_tied(p_tenant) z;
	else
		perform pakn.refuse(404, 'not_there');
	end case;
end $$;
