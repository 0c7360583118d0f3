-- stats_columns: the columns of a table of figures that is taken away (sheet_head): its groups, then the figures of
-- stats_figures, of which an object of counts is a column for each of its members.
create or replace function pakn.stats_columns(p_groups text[], p_basis text default 'received')
returns table (place int, key text, kind text, width text, title_vi text, title_en text)
language sql stable
as $$
	select row_number() over (order by c.part, c.place, c.member)::int, c.key, c.kind, c.width, c.title_vi, c.title_en
	from (
		select 1 as part, g.place::int, n.member, n.name || case when g.place > 1 then '_' || g.place else '' end as key, 'text' as kind, n.width, n.vi as title_vi, n.en as title_en
		from unnest(p_groups) with ordinality g (word, place), (values (1, 'code', '12', 'Mã', 'Code'), (2, 'name', '36', 'Tên', 'Name')) n (member, name, width, vi, en)
		union all
		select 2, f.place, 0, f.figure, case f.kind when 'rate' then 'percent' else f.kind end, '13', f.title_vi, f.title_en
		from pakn.stats_figures() f where f.kind <> 'counts' and p_basis = any (f.bases)
		union all
		select 2, f.place, coalesce(o.place, 1000), coalesce(o.outcome, 'other'), 'count', '13', f.title_vi || ': ' || coalesce(o.name, 'kết quả khác'), f.title_en || ': ' || coalesce(o.name_en, 'other')
		from pakn.stats_figures() f cross join (select o.outcome, o.place, o.name, o.name_en from pakn.outcome o union all select null, null, null, null) o
		where f.kind = 'counts' and p_basis = any (f.bases)) c
$$;
