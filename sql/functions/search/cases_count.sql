-- cases_count: how many cases a condition of cases_where and words find, as far as 501: more than that nobody changes at once.
create or replace function pakn.cases_count(p_where text, p_q text)
returns int
language plpgsql stable set enable_seqscan = off set jit = off
as $$
declare
	v_words tsquery := pakn.search_query(p_q);
	v_count int;
begin
	execute format('select count(*) from (select from pakn.report_search s where %s%s limit 501) s', p_where,
		case when v_words is not null then ' and s.words @@ $1' else '' end)
	into v_count
	using v_words;
	return v_count;
end $$;
