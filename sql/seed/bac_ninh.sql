-- The demo province: Bắc Ninh of today.  Run from the top of the tree, as the schema's owner, after
-- the migrations:  psql -v ON_ERROR_STOP=1 -f sql/seed/bac_ninh.sql
-- It can be run again: what is there is brought up to date, reports stay.
\set QUIET on
set search_path = pakn, public;
set client_min_messages = warning;
begin;

create temp table t_area (code text, name text, full_name text, level text, parent_code text,
	lon float8, lat float8, area_km2 float8) on commit drop;
create temp table t_agency (code text, name text, short_name text, level text, kind text, parent_code text,
	area_code text, needs_approval bool, phone text) on commit drop;
create temp table t_category (code text, name text, examples text, group_name text, urgency text,
	deadline_class text, in_scope bool) on commit drop;
create temp table t_deadline (class text, stage text, unit text, amount int, calendar text, source text) on commit drop;
create temp table t_rule (rule_no int, category_code text, area_code text, agency_code text, reason text) on commit drop;
create temp table t_holiday (day date, kind text, name text, status text, source text) on commit drop;
create temp table t_hours (weekday int, starts time, ends time) on commit drop;
create temp table t_contact (key text, value text) on commit drop;
create temp table t_answer_rule (category_code text, outcome text, proof text, approval bool) on commit drop;
create temp table t_answer_template (code text, category_code text, outcome text, name text, text text) on commit drop;
create temp table t_ladder (category_code text, urgency text, stage text, steps text) on commit drop;
create temp table t_consent (version text, valid_from date, vi text, en text) on commit drop;
\copy t_area from program 'grep -v "^#" sql/seed/bac_ninh/areas.tsv' (format csv, delimiter E'\t', header)
\copy t_agency from program 'grep -v "^#" sql/seed/bac_ninh/agencies.tsv' (format csv, delimiter E'\t', header)
\copy t_category from program 'grep -v "^#" sql/seed/bac_ninh/categories.tsv' (format csv, delimiter E'\t', header)
\copy t_deadline from program 'grep -v "^#" sql/seed/bac_ninh/deadlines.tsv' (format csv, delimiter E'\t', header)
\copy t_rule from program 'grep -v "^#" sql/seed/bac_ninh/rules.tsv' (format csv, delimiter E'\t', header)
\copy t_holiday from program 'grep -v "^#" sql/seed/bac_ninh/holidays.tsv' (format csv, delimiter E'\t', header)
\copy t_hours from program 'grep -v "^#" sql/seed/bac_ninh/office_hours.tsv' (format csv, delimiter E'\t', header)
\copy t_ladder from program 'grep -v "^#" sql/seed/bac_ninh/ladders.tsv' (format csv, delimiter E'\t', header)
\copy t_consent from program 'grep -v "^#" sql/seed/bac_ninh/consent.tsv' (format csv, delimiter E'\t', header)
\copy t_answer_rule from program 'grep -v "^#" sql/seed/bac_ninh/answer_rules.tsv' (format csv, delimiter E'\t', header)
\copy t_answer_template from program 'grep -v "^#" sql/seed/bac_ninh/answer_templates.tsv' (format csv, delimiter E'\t', header)
\copy t_contact from program 'grep -v "^#" sql/seed/bac_ninh/contact.tsv' (format csv, delimiter E'\t', header)

-- A second factor is offered, not demanded, so that the demo's accounts can be tried with a password alone.
insert into tenant (tenant_id, code, name, is_default, second_factor, hotline, out_of_area, out_of_area_en)
values (24, 'bacninh', 'Tỉnh Bắc Ninh', true, 'offered', (select value from t_contact where key = 'hotline'),
	(select value from t_contact where key = 'out_of_area_vi'),
	(select value from t_contact where key = 'out_of_area_en'))
on conflict (tenant_id) do update set second_factor = excluded.second_factor, hotline = excluded.hotline, out_of_area = excluded.out_of_area,
	out_of_area_en = excluded.out_of_area_en;

-- A text that somebody agreed to never changes: a new one is a new version.
insert into consent_text (tenant_id, version, vi, en, valid_from)
select 24, version, vi, en, valid_from from t_consent
on conflict do nothing;

-- Units: numbered by code, parents first.
insert into area (tenant_id, area_id, code, name, full_name, level, valid_from, lon, lat)
select 24, row_number() over (order by level <> 'province', code), code, name, full_name, level, '2025-07-01', lon, lat
from t_area
on conflict (tenant_id, code, valid_from) do update set name = excluded.name, full_name = excluded.full_name,
	lon = excluded.lon, lat = excluded.lat;
update area a set parent_id = p.area_id
from t_area t join area p on p.tenant_id = 24 and p.code = t.parent_code and p.valid_to = 'infinity'
where a.tenant_id = 24 and a.code = t.code and a.valid_to = 'infinity';

select calendars_usual(24) \g /dev/null
insert into office_hours select 24, 1, weekday, starts, ends from t_hours on conflict do nothing;
-- A holiday that is only proposed is a working day until it is enacted.
insert into holiday select 24, 1, day, kind, name, status, source from t_holiday where status <> 'proposed'
on conflict (tenant_id, calendar_id, day) do update set kind = excluded.kind, name = excluded.name,
	status = excluded.status, source = excluded.source;
insert into office_hours select 24, 2, d, '00:00', '24:00' from generate_series(1, 7) d on conflict do nothing;
select calendar_build(24, c, '2023-01-01', '2035-12-31') from generate_series(1, 2) c \g /dev/null

insert into deadline
select 24, d.class, d.stage, d.unit, d.amount, c.calendar_id, d.source
from t_deadline d join calendar c on c.tenant_id = 24 and c.code = d.calendar
on conflict (tenant_id, class, stage, valid_from) do update set unit = excluded.unit, amount = excluded.amount,
	calendar_id = excluded.calendar_id, source = excluded.source;

insert into category
select 24, row_number() over (), code, name, examples, group_name, urgency, deadline_class, in_scope
from t_category
on conflict (tenant_id, code) do update set name = excluded.name, examples = excluded.examples,
	group_name = excluded.group_name, urgency = excluded.urgency, deadline_class = excluded.deadline_class,
	in_scope = excluded.in_scope;

insert into answer_rule
select 24, coalesce(c.category_id, 0), replace(r.outcome, '*', ''), r.proof, r.approval
from t_answer_rule r
	left join category c on c.tenant_id = 24 and c.code = r.category_code
on conflict (tenant_id, category_id, outcome) do update set proof = excluded.proof, approval = excluded.approval;
insert into answer_template (tenant_id, code, category_id, outcome, name, text)
select 24, w.code, coalesce(c.category_id, 0), w.outcome, w.name, replace(w.text, '¶', E'\n')
from t_answer_template w left join category c on c.tenant_id = 24 and c.code = w.category_code
on conflict (tenant_id, code) do update set category_id = excluded.category_id, outcome = excluded.outcome, name = excluded.name,
	text = excluded.text;
select i.code || ': ' || i.words
from (select array_agg(category_code), array_agg(urgency), array_agg(stage), array_agg(steps) from t_ladder) l (categories, urgencies, stages, steps),
	ladders_import(24, array(select generate_series(1, cardinality(l.steps))), l.categories, l.urgencies, l.stages, l.steps) i \g /dev/null

insert into agency (tenant_id, agency_id, code, name, short_name, level, kind, area_id, needs_approval, phone)
select 24, row_number() over (), g.code, g.name, g.short_name, g.level, g.kind, a.area_id, g.needs_approval, g.phone
from t_agency g left join area a on a.tenant_id = 24 and a.code = g.area_code and a.valid_to = 'infinity'
on conflict (tenant_id, code) do update set name = excluded.name, short_name = excluded.short_name,
	level = excluded.level, kind = excluded.kind, area_id = excluded.area_id,
	needs_approval = excluded.needs_approval, phone = excluded.phone;
update agency g set parent_id = p.agency_id
from t_agency t join agency p on p.tenant_id = 24 and p.code = t.parent_code
where g.tenant_id = 24 and g.code = t.code;

-- A version of the rules, where they are other than they were.
select i.code || ': ' || i.words from (
	select array_agg(rule_no), array_agg(category_code), array_agg(area_code), array_agg(agency_code), array_agg(reason) from t_rule)
		r (numbers, categories, areas, agencies, reasons),
	rules_import(24, r.numbers, r.numbers, r.categories, r.areas, r.agencies, r.reasons, null, null,
		p_note => 'Bộ quy tắc mẫu') i \g /dev/null

update tenant set desk_id = (select agency_id from agency where tenant_id = 24 and code = 'TT1022')
where tenant_id = 24;

\set tenant bacninh
\ir illustrative_boundaries.sql

select partition_chore() \g /dev/null
-- Without statistics the planner takes every table for one of a row or two.
analyze area, area_part, agency, category, routing_rule, working_block;
commit;
