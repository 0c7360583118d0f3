-- What staff search by, in the database: words and ranks, what follows the history, what is left out.
\ir lib/make.psql
select plan(26);

select is(pakn.search_split('Đèn đường Lý Thường Kiệt, hoà bình; số 12/5'), '{den,duong,li,thuong,kiet,hoa,binh,so,12,5}'::text[], 'words keep their order');
select is(pakn.search_words('Đường đường ĐƯỜNG đèn'), '{den,duong}'::text[], 'of which each is found once');
select is(pakn.search_vector('Đèn hỏng', 'Số 5', 'Đã sửa đèn')::text, '''5'':2B ''da'':1C ''den'':1A,3C ''hong'':2A ''so'':1B ''sua'':2C', 'a vector has the places of words, and where they stand');
select is(pakn.search_vector(null, null, null)::text, '', 'nothing has no words');
select is(pakn.search_vector('it''s \ "x" : & | ! <->', null, null)::text, '''it'':1A ''s'':2A ''x'':3A', 'signs are no part of words');

select submit('[{"code": "WORDA", "area_code": "09187", "category": "HTGT", "description": "Đèn đường hỏng đã ba ngày"},
	{"code": "WORDB", "area_code": "09187", "category": "HTGT", "description": "Đường trước nhà tôi không có cái đèn nào cả"},
	{"code": "WORDC", "area_code": "09190", "category": "HTGT", "description": "Cống tắc, nước tràn ra đường"},
	{"code": "WORDD", "area_code": "09187", "description": "Rác đổ trộm"}]') \g /dev/null
create table test.who as select role, agency, login(role, agency) as digest from (values ('dispatcher', 'TT1022'), ('staff', 'UB09187')) w (role, agency);
create function test.found(p_role text, p_agency text, p_filter jsonb, p_sort text default null) returns text language sql as $$
	select coalesce(string_agg(i->>'code', ' ' order by place), '') from test.who w, pakn.case_search(w.digest, 24,
		jsonb_populate_record(null::pakn.case_filter, p_filter), p_sort, false, null, 100) s, json_array_elements(s.body::json->'items') with ordinality t (i, place)
	where i->>'code' like 'WORD%' and w.role = p_role and w.agency = p_agency $$;
select is(found('dispatcher', 'TT1022', '{"q": "den duong"}'), '', 'what has no seal yet is not found');
select pakn.event_seal(1000) \g /dev/null
select is((select done > 0 and waiting = 0 from pakn.search_follow(1000)), true, 'the courier follows the history');
select is((select (done, waiting)::text from pakn.search_follow(1000)), '(0,0)', 'once');
select is(found(role, agency, filter::jsonb, sort), expected, said_so) from (values
	('dispatcher', 'TT1022', '{"q": "den duong"}', null, 'WORDA WORDB', 'words are found without their marks, those first that stand together'),
	('dispatcher', 'TT1022', '{"q": "Đường đèn"}', 'newest', 'WORDB WORDA', 'or the newest first'),
	('dispatcher', 'TT1022', '{"q": "duong den duong rac"}', null, '', 'all words have to be there'),
	('dispatcher', 'TT1022', '{"q": " wordc "}', null, 'WORDC', 'a code finds its case, however it is written'),
	('dispatcher', 'TT1022', '{"q": "duong", "area": "09190"}', null, 'WORDC', 'filters go with words'),
	('dispatcher', 'TT1022', '{"category": "none"}', null, 'WORDD', 'what has no field yet is found'),
	('dispatcher', 'TT1022', '{"state": "closed"}', null, '', 'what is closed is none of these'),
	('dispatcher', 'TT1022', '{"state": "overdue"}', null, '', 'nor is anything overdue'),
	('dispatcher', 'TT1022', '{"agency": "UB09187", "sender": "citizen", "channel": "web", "urgency": "normal"}', 'due', 'WORDA WORDB', 'filters go together'),
	('staff', 'UB09187', '{"q": "duong"}', 'newest', 'WORDB WORDA', 'an agency finds its own cases'),
	('staff', 'UB09187', '{"q": "WORDC"}', null, '', 'and by no code those of another'),
	('staff', 'UB09187', '{"agency": "UB09190"}', null, '', 'nor by any filter')) v (role, agency, filter, sort, expected, said_so);
select is(refusal_of($$ select found('dispatcher', 'TT1022', '{"assignee": "khong.ai"}') $$), 'PK422 invalid', 'nobody of that name');

-- What is erased is found no more, at once.
create table test.one as select report_id from pakn.report where code = 'WORDA';
select is((select status from test.one, pakn.case_redact(login('dispatcher', 'TT1022'), 24, gen_random_uuid(), '\x01', uuid7(), report_id, 'description', null,
	'Chỗ ấy tối', 'Nêu tên', null, (select r.version::text from pakn.report r where r.report_id = one.report_id), 'subject', 'request')), 200, 'words are taken out');
select is(found('dispatcher', 'TT1022', '{"q": "den duong"}'), 'WORDB', 'and found no more, before the courier has heard of it');
select pakn.event_seal(1000), pakn.search_follow(1000) \g /dev/null
select is(found('dispatcher', 'TT1022', '{"q": "cho ay toi"}'), 'WORDA', 'what stands in their place is found');
select is(pakn.event_verify(24), null, 'and the history verifies');
update pakn.erasure set ground = 'order';
select isnt(pakn.event_verify(24), null, 'on what ground it was done cannot be changed afterwards');
select * from finish();
