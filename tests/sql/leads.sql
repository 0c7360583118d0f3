-- Every report has exactly one agency, or the desk, that leads, and the work is there; where it were not so, it would be found.
\ir lib/make.psql
select plan(17);

-- Rules with agencies that work along; reports that a rule decides, that none decides, out of scope, outside, of a dead credential.
select is_empty($$ select i.* from pakn.rules_import(24, '{1,2,3}', '{901,902,903}', '{KHAC,KHAC,DL}', '{09187,*,09190}', '{SXD,commune,SVHTTDL}', '{a,b,c}',
	null, null, p_coordinating => '{commune CAT,SXD,commune UB09190}') i where i.code is not null $$, 'rules name agencies that work along');
select submit((select jsonb_agg(jsonb_build_object('code', 'L' || n, 'category', c.code, 'lat', a.lat, 'lon', a.lon, 'description', 'Bản ghi ' || n))
	from generate_series(1, 540) n
		join lateral (select code from pakn.category where tenant_id = 24 and category_id = 1 + n % 27) c on true
		join lateral (select code, lat, lon from pakn.area where tenant_id = 24 and level = 'commune' order by (code in ('09187', '09190')) desc, code offset n / 27 % 9 limit 1) a on true)
	|| jsonb_build_array(jsonb_build_object('code', 'LX', 'category', 'NGOAI'), jsonb_build_object('code', 'LY'),
		jsonb_build_object('code', 'LZ', 'digest', sha256('nobody'), 'lenient', true),
		jsonb_build_object('code', 'LO', 'digest', login('operator'), 'channel', 'hotline', 'category', 'ATGT', 'lat', 10.77, 'lon', 106.7))) \g /dev/null
select is((select count(*) from pakn.report), 544::bigint, 'all are stored');
select is_empty('select * from pakn.lead_faults(24)', 'each has one lead');
select cmp_ok((select count(distinct agency_id) from pakn.report), '>', 20::bigint, 'many agencies lead');
select is((select count(*) from pakn.report r join pakn.tenant t using (tenant_id) where (r.rule_id is null) <> (r.agency_id = t.desk_id)), 0::bigint,
	'what no rule decides is at the desk, and nothing else');
select is_empty($$ select r.code from pakn.report r where r.rule_version is null and r.code not in ('LZ', 'LO')
	and r.category_id not in (select c.category_id from pakn.category c where c.tenant_id = 24 and not c.in_scope) $$, 'each that rules were asked of keeps their version');
select results_eq($$ select distinct c.code, lead.code, string_agg(a.code, ' ' order by a.code)
	from pakn.report r join pakn.category c using (tenant_id, category_id) join pakn.agency lead using (tenant_id, agency_id)
		join pakn.report_agency g using (tenant_id, report_id) join pakn.agency a on a.tenant_id = 24 and a.agency_id = g.agency_id
	where r.rule_id in (901, 903) group by r.report_id, c.code, lead.code order by 1 $$,
	$$ values ('DL', 'SVHTTDL', 'UB09190'), ('KHAC', 'SXD', 'CAT UB09187') $$, 'agencies that a rule names work along, each once, and the lead not with itself');
select is((select count(*) from pakn.report r where r.rule_id = 902), (select count(*) from pakn.report r join pakn.report_agency g using (tenant_id, report_id)
	join pakn.agency a on a.tenant_id = 24 and a.agency_id = g.agency_id where r.rule_id = 902 and a.code = 'SXD'), 'where the committee leads, another works along');

-- Constraints.
select throws_ok($$ update pakn.report set agency_id = null where code = 'L1' $$, '23502', null, 'no report is without an agency');
select throws_ok($$ insert into pakn.work_item select tenant_id, report_id, agency_id + 1, 'lead', status, category_id, area_id, channel_id, urgency, received_at, due_at, stat_class
	from pakn.work_item limit 1 $$, '23505', null, 'no report has two leads');
select throws_ok($$ delete from pakn.agency where tenant_id = 24 and code = 'SXD' $$, '23503', null, 'an agency that rules name is not deleted');

-- Each fault is found where it is made.
create function test.fault(p_statement text) returns text language plpgsql as $$
declare
	v_found text;
begin
	execute p_statement;
	select string_agg(distinct f.fault, '; ') into v_found from pakn.lead_faults(24) f;
	raise sqlstate 'ZZZZZ';
exception when sqlstate 'ZZZZZ' then
	return v_found;
end $$;
select is(fault(f.statement), f.fault, f.fault)
from (values
	($$ update pakn.report set agency_id = 99999 where code = 'LY' $$, 'its agency does not exist'),
	($$ delete from pakn.work_item w using pakn.report r where r.code = 'L1' and w.report_id = r.report_id $$, 'it is open, and nobody has the work'),
	($$ update pakn.report set closed_at = now() where code = 'L1' $$, 'it is closed, and somebody has the work'),
	($$ update pakn.work_item w set agency_id = 1 + w.agency_id % 9 from pakn.report r where r.code = 'L2' and w.report_id = r.report_id $$, 'the work is neither with its agency nor with the desk'),
	($$ insert into pakn.report_agency select tenant_id, report_id, agency_id, now(), false from pakn.report where code = 'L3' $$, 'its lead works along with itself'),
	($$
		insert into pakn.work_item select 24, gen_random_uuid(), 1, 'coordinate', status, category_id, area_id, channel_id, urgency, received_at, due_at, stat_class from pakn.work_item limit 1 $$,
		'there is work on it, and no report')) f (statement, fault);
select * from finish();
