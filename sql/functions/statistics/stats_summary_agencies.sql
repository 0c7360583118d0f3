-- stats_summary_agencies: who answered most and who least in time, of the agencies that had enough to handle for a rate to mean
-- something (what they accepted; with what was carried over, on that basis); beside each rate what was refused, returned and opened again.
create or replace function pakn.stats_summary_agencies(p_rows jsonb, p_least int, p_lang text)
returns setof text
language plpgsql stable
as $$
declare
	en constant boolean := p_lang = 'en';
	v_best text;
	v_worst text;
	v_count int;
	v_same text;
begin
	with ranked as (
		select r.names[1] as name, r.figures as f, (r.figures->>'rate_on_time')::numeric as rate, a.whole,
			row_number() over (order by (r.figures->>'rate_on_time')::numeric desc, a.whole desc, r.codes) as place, count(*) over () as count
		from jsonb_to_recordset(p_rows) r (codes text[], names text[], figures jsonb),
			lateral (select coalesce((r.figures->>'handled')::bigint + (r.figures->>'left')::bigint, (r.figures->>'accepted')::bigint) as whole) a
		where r.codes is not null and a.whole >= p_least and jsonb_typeof(r.figures->'rate_on_time') = 'number'
	), told as (
		select place, count, rate, max(rate) over () = min(rate) over () as same, f, format(case when en then '%s %s (%s of %s; refused %s, returned %s, opened again %s)'
				else '%s %s (%s/%s; không thụ lý %s, trả lại %s, mở lại %s)' end,
			regexp_replace(name, '\s+', ' ', 'g'), pakn.stats_number('rate', f->'rate_on_time', p_lang), pakn.stats_number('count', f->'on_time', p_lang), pakn.stats_number('count', to_jsonb(whole), p_lang),
			pakn.stats_number('count', f->'refused', p_lang), pakn.stats_number('count', f->'returned', p_lang), pakn.stats_number('count', f->'reopened', p_lang)) as words
		from ranked
	)
	-- Nobody stands on both sides.
	select string_agg(words, '; ' order by place) filter (where place <= least(3, (count + 1) / 2)),
		string_agg(words, '; ' order by place desc) filter (where place > count - least(3, count / 2)), max(count),
		max(pakn.stats_number('rate', f->'rate_on_time', p_lang)) filter (where same and count > 1)
	into v_best, v_worst, v_count, v_same
	from told;
	if v_best is null then
		return next format('- ' || case when en then 'No agency had %s or more to handle.' else 'Không có đơn vị nào có từ %s phản ánh trở lên phải xử lý.' end, p_least);
		return;
	end if;
	if v_same is not null then
		return next format('- ' || case when en then 'All %s agencies that had %s or more to handle are equal: %s on time.' else 'Cả %s đơn vị có từ %s phản ánh trở lên phải xử lý có cùng tỷ lệ đúng hạn: %s.' end,
			v_count, p_least, v_same);
		return;
	end if;
	return next format('- ' || case when en then 'Most on time, of %s that had %s or more to handle: %s.' else 'Tỷ lệ đúng hạn cao nhất, trong %s đơn vị có từ %s phản ánh trở lên phải xử lý: %s.' end,
		v_count, p_least, v_best);
	if v_worst is not null then
		return next format('- ' || case when en then 'Least on time: %s.' else 'Tỷ lệ đúng hạn thấp nhất: %s.' end, v_worst);
	end if;
end $$;
