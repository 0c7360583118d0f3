-- reports_import: takes an old system's reports with their codes, times and outcomes from the columns of a file
-- (reports_given); parameters and answer as of categories_import.  Each gets the events that its times tell, all
-- marked imported, its place in the figures, and where it is open its work item.  Nobody gets a notice.
-- A line that was taken before is the same; nothing that is stored is ever changed.
-- Raises: PK422 no_desk
-- Writes: as report_submit and report_move, but no outbox; working_block; only where there is no problem at all
create or replace function pakn.reports_import(p_tenant int, p_lines int[], p_codes text[], p_received_ats timestamptz[], p_categories text[],
	p_descriptions text[], p_kinds text[], p_channels text[], p_lats float8[], p_lons float8[],
	p_addresses text[], p_areas text[], p_statuses text[], p_agencies text[], p_agency_names text[],
	p_due_ats timestamptz[], p_accepted_ats timestamptz[], p_answered_ats timestamptz[],
	p_released_ats timestamptz[], p_closed_ats timestamptz[], p_answers text[], p_outcomes text[],
	p_reasons text[], p_observed_ats timestamptz[], p_publish boolean[], p_texts_public boolean[],
	p_names text[], p_phones text[], p_emails text[])
returns table (line int, field text, code text, words jsonb, added bigint, changed bigint, same bigint)
language plpgsql
as $$
#variable_conflict use_column
declare
	v_same bigint;
begin
	perform pg_advisory_xact_lock(hashtext('pakn.reports_import'), p_tenant);
	if not exists (select from pakn.tenant t where t.tenant_id = p_tenant and t.desk_id is not null) then
		perform pakn.refuse(422, 'no_desk');
	end if;
	perform pakn.reports_given(p_tenant,
		p_lines, p_codes, p_received_ats, p_categories, p_descriptions, p_kinds, p_channels, p_lats, p_lons,
		p_addresses, p_areas, p_statuses, p_agencies, p_agency_names, p_due_ats, p_accepted_ats,
		p_answered_ats, p_released_ats, p_closed_ats, p_answers, p_outcomes, p_reasons, p_observed_ats,
		p_publish, p_texts_public, p_names, p_phones, p_emails);
	return query
		select p.line, p.field, p.code, pakn.import_words(p.code, p.names), null::bigint, null::bigint, null::bigint
		from (
			select * from pakn.reports_problems(p_tenant)
			union all
			select * from pakn.import_twice('code', p_lines, array(select split_part(c.code, ' ', 1)
				from unnest(p_codes) with ordinality c (code, place) order by c.place))
		) p
		order by 1;
	if not found then
		delete from import_given g where g.same;
		get diagnostics v_same = row_count;
		perform pakn.calendar_reach(p_tenant, (select min(g.received_at) from import_given g));
		perform pakn.reports_placed(p_tenant);
		perform pakn.reports_store(p_tenant);
		return query select null::int, null::text, null::text, null::jsonb, cardinality(p_lines) - v_same, 0::bigint, v_same;
		drop table import_placed;
	end if;
	drop table import_given;
end $$;
