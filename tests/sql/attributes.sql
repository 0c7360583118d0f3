-- What a field asks for: what fits, what is refused, and what is taken since the form may be older than the question.
\ir lib/make.psql
select plan(46);

-- asks: adds or changes what a field asks for; answers what is wrong, or what was done.
create function test.asks(p_code text, p_kind text, p_choices text default null, p_from date default '-infinity', p_to date default null,
	p_required boolean default false, p_category text default 'HTGT') returns text language sql as $$
	select coalesce(string_agg(i.field || ' ' || i.code, ', '), string_agg(i.added || ' ' || i.changed || ' ' || i.same, ''))
	from pakn.attributes_import(24, '{1}', array[p_category], array[p_code], array['Hỏi ' || p_code], array[p_kind], array[p_required],
		array[p_choices], '{1}', array[p_from], array[p_to]) i
$$;
create function test.sent(p_attributes text, p_more jsonb default '{}') returns table (status int, body text) language sql as $$
	select s.status, s.body from test.submit(jsonb_build_array(
		jsonb_build_object('category', 'HTGT', 'area_code', '07210', 'attributes', p_attributes) || p_more)) s
$$;
-- faults: code and pointer of what a report is refused for, or of what is looked at.
create function test.faults(p_attributes text, p_more jsonb default '{}') returns text language plpgsql as $$
declare
	s record;
begin
	select * into s from test.sent(p_attributes, p_more);
	return s.status || coalesce((select ' ' || string_agg((e->>'code') || ' ' || (e->>'pointer'), ', ' order by place)
		from jsonb_array_elements(case when s.status = 201
			then (select r.review from pakn.report r where r.code = s.body::jsonb->>'code')
			else s.body::jsonb->'errors' end) with ordinality x (e, place)), '');
end $$;

select is(faults('{"gì cũng được": [1]}'), '201', 'a field that asks nothing takes anything');
select is(asks('to', 'choice', 'nho=Nhỏ; vua=Vừa; lon=Lớn'), '1 0 0', 'a question is added');
select is(asks('to', 'choice', 'nho=Nhỏ; vua=Vừa; lon=Lớn'), '0 0 1', 'and found the same');
select asks('sau', 'number'), asks('ngay', 'date'), asks('mo', 'boolean'), asks('ghi', 'text'), asks('phai', 'number', null, '-infinity', null, true, 'CSCC') \g /dev/null

-- attributes, and what comes of them
create temp table tried (attributes text, outcome text);
insert into tried values
	(null, '201'), ('{}', '201'), ('{"to": null}', '201'),
	('{"to": "lon", "sau": 1.5, "ngay": "2024-02-29", "mo": false, "ghi": "đ"}', '201'),
	('{"to": "to"}', '422 bad_choice /attributes/to'), ('{"to": 1}', '422 bad_choice /attributes/to'), ('{"to": ["lon"]}', '422 bad_choice /attributes/to'),
	('{"sau": "1"}', '422 wrong_type /attributes/sau'), ('{"mo": "true"}', '422 wrong_type /attributes/mo'),
	('{"ngay": "2025-02-29"}', '422 wrong_type /attributes/ngay'), ('{"ngay": "2025-13-01"}', '422 wrong_type /attributes/ngay'),
	('{"ngay": "0000-01-01"}', '422 wrong_type /attributes/ngay'), ('{"ngay": "mai"}', '422 wrong_type /attributes/ngay'), ('{"ngay": 20250101}', '422 wrong_type /attributes/ngay'),
	('{"ghi": ""}', '422 wrong_type /attributes/ghi'), (json_build_object('ghi', repeat('đ', 1001))::text, '422 wrong_type /attributes/ghi'),
	('{"a/b~c": 1}', '422 unknown_attribute /attributes/a~1b~0c'),
	('{"sau": "1", "x": 1}', '422 wrong_type /attributes/sau, unknown_attribute /attributes/x');
select is(faults(attributes), outcome, 'answered: ' || coalesce(left(attributes, 60), 'nothing')) from tried;
select is((select body::jsonb->'errors'->0->'detail'->>'vi' from sent('{"to": "to"}')), 'Phải là một trong các giá trị: nho, vua, lon.', 'who chose what is none is told what are');
select is(faults('{}', '{"category": "CSCC"}'), '422 required /attributes/phai', 'what was always asked for may not be missing');
select is(faults(null, '{"category": "CSCC"}'), '422 required /attributes/phai', 'nor where there are no attributes at all');
select is(faults('{"phai": 1}', '{"category": "CSCC"}'), '201', 'but given');
select is(faults('{"x": 1}', '{"category": "DIEN"}'), '201', 'the questions of a field are not those of another');
select is(faults('{"to": "to", "x": 1}', '{"lenient": true}'), '201 bad_choice /attributes/to, unknown_attribute /attributes/x', 'what was acknowledged is refused for none of it');

-- Forms that are older.
select asks('to', 'choice', 'nho=Nhỏ; lon=Rất lớn') \g /dev/null
select is(faults('{"to": "vua"}'), '201 changed_since /attributes/to', 'a choice that is no more is taken');
select is(faults('{"to": "lon"}'), '201', 'one that still is fits');
select is(faults('{"to": "hong"}'), '422 bad_choice /attributes/to', 'one that never was is refused');
select asks('ghi', 'text', null, '-infinity', current_date), asks('ghi', 'number', null, current_date) \g /dev/null
select is(faults('{"ghi": "hai"}'), '201 changed_since /attributes/ghi', 'an answer to the question as it was before is taken');
select is(faults('{"ghi": 2}'), '201', 'one to the question as it is fits');
select asks('sau', 'number', null, '-infinity', current_date) \g /dev/null
select is(faults('{"sau": 2}'), '201 ended /attributes/sau', 'an answer that is not asked for any more is taken');
select asks('moi', 'number', null, current_date - 10, null, true) \g /dev/null
select is(faults('{}'), '201 required_since /attributes/moi', 'one that is asked for since lately may be missing');
select is(faults('{"moi": 1}'), '201', 'and fits where it is given');
update pakn.tenant set forms_age = '5 days' where tenant_id = 24;
select is(faults('{}'), '422 required /attributes/moi', 'but not for ever');
select is(faults('{}', jsonb_build_object('observed_at', now() - interval '8 days')), '201 required_since /attributes/moi', 'of a form filled in before, it may');
select asks('sap', 'number', null, current_date + 10, null, true) \g /dev/null
select is(faults('{"moi": 1}'), '201', 'what will be asked for is not asked for yet');
create temp table doubted as select body::jsonb->>'code' as code from sent('{"to": "vua", "moi": 1}');
select is((select (w.needs_review, r.status, r.rule_id is null, r.attributes->>'to', r.route_reason ~ 'biểu mẫu')::text
		from doubted d join pakn.report r using (code) join pakn.work_item w on w.tenant_id = 24 and w.report_id = r.report_id),
	'(t,received,t,vua,t)', 'it is with the desk, under review, and what was sent is there');

-- What is wrong with a question, and what is shown of them.
select is(asks('x', 'choice'), 'choices needed_by_kind', 'a choice needs choices');
select is(asks('x', 'text', 'a=A'), 'choices empty_by_kind', 'nothing else has any');
select is(asks('x', 'choice', 'a'), 'choices not_choices', 'a choice has a code and a name');
select is(asks('x', 'text', null, '-infinity', null, false, 'XX'), 'category_code unknown', 'a field that is none asks nothing');
select is(asks('to', 'number'), 'kind kind_stands', 'a question keeps its kind');
select is(asks('to', 'choice', 'a=A', current_date), 'code taken_then', 'nothing is asked in two ways at once');
select is((select string_agg(c->>'code' || coalesce('=' || (select string_agg(a->>'code', ',') from jsonb_array_elements(c->'attributes') a), ''), ' ')
		from jsonb_array_elements((pakn.category_list(24)).body::jsonb->'items') c where c->>'code' in ('HTGT', 'CSCC', 'DIEN')),
	(select string_agg(code || case code when 'HTGT' then '=ghi,mo,moi,ngay,to' when 'CSCC' then '=phai' else '' end, ' ' order by category_id)
		from pakn.category where tenant_id = 24 and code in ('HTGT', 'CSCC', 'DIEN')), 'the list of fields tells what each asks for today');

select * from finish();
