-- stats_summary_head: what stands over a period on one page: whose it is, from when to when, by which basis and definitions, as of when.
create or replace function pakn.stats_summary_head(q pakn.stats_question, p_period text, p_lang text)
returns setof text
language plpgsql stable
as $$
declare
	en constant boolean := p_lang = 'en';
	h constant jsonb := pakn.stats_head(q, p_lang);
	v_as_of constant timestamptz := coalesce(q.as_of, now());
	c_day constant text := case when p_lang = 'en' then 'YYYY-MM-DD HH24:MI' else 'HH24:MI "ngày" DD/MM/YYYY' end;
begin
	return next case when en then 'REPORTS OF CITIZENS: RECEIPT AND HANDLING' else 'KẾT QUẢ TIẾP NHẬN, XỬ LÝ PHẢN ÁNH, KIẾN NGHỊ' end || coalesce(' ' || case
		when p_period like '____' then case when en then 'IN ' else 'NĂM ' end || p_period
		when p_period like '%Q%' then case when en then 'IN QUARTER ' || right(p_period, 1) || ' OF ' || left(p_period, 4)
			else 'QUÝ ' || (array['I', 'II', 'III', 'IV'])[right(p_period, 1)::int] || '/' || left(p_period, 4) end
		when p_period like '____-__' then case when en then 'IN ' || upper(to_char((p_period || '-01')::date, 'FMMonth YYYY'))
			else 'THÁNG ' || right(p_period, 2) || '/' || left(p_period, 4) end end, '');
	return next (select t.name from pakn.tenant t where t.tenant_id = q.tenant_id);
	return next format(case when en then 'Period: from %s until %s. As of %s.' else 'Kỳ: từ %s đến trước %s. Số liệu tính đến %s.' end,
		to_char(q.first at time zone 'Asia/Ho_Chi_Minh', c_day), to_char(q.until at time zone 'Asia/Ho_Chi_Minh', c_day),
		to_char(v_as_of at time zone 'Asia/Ho_Chi_Minh', c_day))
		|| case when q.until <= v_as_of then '' else case when en then ' The period is not over; those it is compared with are whole.'
			else ' Kỳ chưa kết thúc; các kỳ đem so sánh là trọn kỳ.' end end;
	return next format(case when en then 'Basis: %s. Cut-off: day %s, %s:00. Definitions: version %s.' else 'Cơ sở tính: %s. Mốc chốt: ngày %s, %s giờ. Định nghĩa: phiên bản %s.' end,
		h->>'basis_words', h->'cutoff'->>'day', h->'cutoff'->>'hour', h->>'definitions');
end $$;
