-- cases_find: a page of the cases that a filter finds, in the order asked for, with the key of each in that order:
--   newest  received last first; the default without words
--   due     open ones, nearest deadline first
--   best    of the newest thousand that have all words those first that say it best: in the words and with the tone marks of
--           the question, of the description, close to each other; the default with words
-- Words are looked for among the newest five thousand first: what is common fills a page from those, and only what is rare goes
-- on to the index of words, which then has little to give.
-- p_where: of cases_where.  p_after_key, p_after_id: behind which; null: from the start.
create or replace function pakn.cases_find(p_tenant int, p_where text, p_q text, p_sort text, p_after_key numeric, p_after_id uuid,
	p_count int)
returns table (report_id uuid, key numeric)
language plpgsql stable set enable_seqscan = off set jit = off
as $$
#variable_conflict use_column
declare
	v_words tsquery := pakn.search_query(p_q);
	v_best boolean := p_sort = 'best' and v_words is not null;
	v_wanted int := case when v_best then 1000 else p_count end;
	v_enough int := case when v_best then 250 else p_count end;
	v_after text := case when v_best or p_after_id is null then ''
		when p_sort = 'due' then ' and (s.due_at, s.report_id) > (to_timestamp($3), $4)' else ' and s.report_id < $4' end;
	v_order text := case when p_sort = 'due' then 's.due_at, s.report_id' else 's.report_id desc' end;
	v_where text := p_where || case when p_sort = 'due' then ' and s.open' else '' end || v_after;
	v_ids uuid[];
begin
	execute format('select array(select s.report_id from (select * from pakn.report_search s where %s order by %s limit $2) s'
		|| ' where $1 is null or s.words @@ $1 order by %2$s limit $5)', v_where, v_order)
	into v_ids
	using v_words, case when v_words is null then v_wanted else 5000 end, p_after_key, p_after_id, v_wanted;
	if cardinality(v_ids) < v_enough and v_words is not null then
		execute format('with found as materialized (select s.report_id, s.due_at from pakn.report_search s where %s and s.words @@ $1)'
			|| ' select array(select s.report_id from found s order by %s limit $2)', v_where, v_order)
		into v_ids
		using v_words, v_wanted, p_after_key, p_after_id;
	end if;
	if v_best then
		return query
		select b.report_id, b.key from (
			select s.report_id, round((ts_rank_cd(s.words, v_words, 4)
				+ case when position(lower(normalize(p_q)) in lower(r.description)) > 0 then 2 else 0 end)::numeric, 6) as key
			from pakn.report_search s join pakn.report r on r.tenant_id = p_tenant and r.report_id = s.report_id
			where s.tenant_id = p_tenant and s.report_id = any (v_ids) and r.report_id = any (v_ids)) b
		where p_after_id is null or (b.key, b.report_id) < (p_after_key, p_after_id)
		order by b.key desc, b.report_id desc
		limit p_count;
	else
		return query
		select s.report_id, extract(epoch from s.due_at)
		from unnest(v_ids) with ordinality i (id, place)
			join pakn.report_search s on s.tenant_id = p_tenant and s.report_id = i.id
		order by i.place;
	end if;
end $$;
