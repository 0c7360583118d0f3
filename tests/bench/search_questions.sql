-- What staff ask, of the province that search.sql made: how long each takes, and what is read for it (tests/bench/search).
\pset pager off
\timing off
create function pg_temp.asked(p_scope int[], p_filter jsonb, p_sort text) returns table (plan text) language plpgsql as $$
declare
	f pakn.case_filter := jsonb_populate_record(null::pakn.case_filter, p_filter);
	v_where text := pakn.cases_where(24, p_scope, p_scope[1], f);
	v_started timestamptz;
	v_count int;
	v_best float := 1e9;
begin
	for i in 1 .. 5 loop
		v_started := clock_timestamp();
		select count(*) into v_count from pakn.cases_find(24, v_where, f.q, p_sort, null, null, 21);
		v_best := least(v_best, extract(epoch from clock_timestamp() - v_started) * 1000);
	end loop;
	return query select format('%s ms, %s rows: %s, %s%s', round(v_best::numeric, 1), v_count, p_filter, p_sort,
		case when p_scope is not null then ', one agency' else '' end);
end $$;
select a.plan from (select array[g.agency_id] as own from pakn.agency g join pakn.report_search s on s.tenant_id = 24 and s.agency_id = g.agency_id
		where g.tenant_id = 24 group by 1 order by count(*) desc limit 1) o,
	(values ('{"q": "đèn đường"}'::jsonb, 'best', false), ('{"q": "đèn đường"}', 'newest', false), ('{"q": "ma77777"}', 'best', false),
		('{"q": "karaoke tiếng ồn"}', 'best', false), ('{"q": "karaoke tiếng ồn"}', 'newest', true), ('{"q": "khong co chu nay"}', 'best', false),
		('{"q": "ma túy", "state": "open"}', 'due', false),
		('{}', 'newest', false), ('{"state": "overdue"}', 'due', false), ('{"state": "overdue"}', 'due', true), ('{"state": "rejected"}', 'newest', true),
		('{"state": "rejected", "urgency": "urgent"}', 'newest', false), ('{"state": "paused", "urgency": "urgent"}', 'newest', false),
		('{"channel": "sms", "state": "closed", "received_from": "2025-06-01", "received_to": "2025-06-08"}', 'newest', false),
		('{"sender": "business"}', 'newest', false)) q (filter, sort, one),
	lateral pg_temp.asked(case when q.one then o.own end, q.filter, q.sort) a;
