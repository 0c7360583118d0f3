-- The sheet of QĐ 766: ten reports of which the same six are late and unsatisfied, by level and agency.
\ir lib/make.psql
select plan(9);

select pakn.partition_ensure(now() - interval '2 months', now() + interval '1 month') \g /dev/null
select login('supervisor'), login('operator') \g /dev/null
select submit((select jsonb_agg(jsonb_build_object('code', 'Q' || n, 'category', 'HTGT', 'area_code', '09187', 'received_at', now() - interval '1 day'))
	from generate_series(1, 10) n)) \g /dev/null
-- done: has a report answered by who leads it; late: after due.
create function test.done(p_report uuid, p_late boolean, p_score text) returns void language plpgsql as $$
declare
	r pakn.report;
begin
	select * into r from pakn.report x where x.tenant_id = 24 and x.report_id = p_report;
	if p_late then
		update pakn.report set due_at = now() - interval '1 hour' where tenant_id = 24 and report_id = p_report returning * into r;
	end if;
	r := pakn.report_move(r, uuid7(), 'answer', 'answered', 'staff', null, null, 'Đã xong', 'fixed');
	r := pakn.report_move(r, uuid7(), 'approve', 'resolved', 'staff', null, null, null, null);
	if p_score is not null then
		perform pakn.report_move(r, uuid7(), 'rate', 'resolved', 'citizen', null, null, null, p_score);
	end if;
end $$;
select done(report_id, code in ('Q1', 'Q2', 'Q3', 'Q4', 'Q5', 'Q6'), case when code in ('Q1', 'Q2', 'Q3', 'Q4', 'Q5', 'Q6') then '1' when code = 'Q7' then '5' end)
from pakn.report where tenant_id = 24 order by code \g /dev/null

create table test.sheet as select (pakn.stats_qd766(login('supervisor'), 24, null, date_trunc('hour', now() - interval '2 days'), null, null, 'vi')).body::jsonb as body;
select is(body->'total', '{"received": 10, "refused": 0, "accepted": 10, "item_1_numerator": 4, "item_1_denominator": 10, "item_1": 40.00, "unsatisfied": 6,
	"item_2_numerator": 4, "item_2_denominator": 10, "item_2": 40.00, "rated": 7}', 'six that are late and unsatisfied count once: 40%, not -20%') from test.sheet;
select is((select array_agg(r->>'kind' || ' ' || (r->>'level')) from jsonb_array_elements(body->'rows') r),
	(select array_agg(x) from (select unnest(array['level ' || l, 'agency ' || l]) as x from (select distinct a.level as l from pakn.report r join pakn.agency a using (tenant_id, agency_id)) y) z),
	'each level stands before its agencies') from test.sheet;
select is((select r - '{kind,level,code,name}'::text[] from jsonb_array_elements(body->'rows') r where r->>'kind' = k), body->'total', k || ' has the same, where there is one')
from test.sheet, unnest('{level,agency}'::text[]) k;
select is((select string_agg(k, ', ') from jsonb_object_keys(body->'total') k where not body->'formula' ? k), null, 'each figure has its words beside it') from test.sheet;
select ok(body ?& '{basis,basis_words,from,to,cutoff,as_of,definitions,notes}', 'the sheet says what it is of') from test.sheet;
select is((select string_agg(jsonb_array_length(l::jsonb)::text, ' ' order by n) from regexp_split_to_table((pakn.stats_qd766_sheet(login('supervisor'), 24, null, date_trunc('hour', now() - interval '2 days'), null, null, 'vi')).body, E'\n') with ordinality x (l, n)
		where l like '[%' and n < 5), '15 15 15', 'as a table to be taken away it has a line for the level, one for the agency, one for the total, each with all columns');
select is((pakn.stats_qd766(login('supervisor'), 24, '2019', null, null, null, 'en')).body::jsonb->'total'->'item_2', 'null', 'where nothing was accepted there is no rate');
select is(refusal_of(format('select pakn.stats_qd766(%L, 24, null, null, null, null, null)', login('operator'))), 'PK403 forbidden', 'an operator may not read it');
select * from finish();
