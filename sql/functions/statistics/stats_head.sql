-- stats_head: what a question's answer says of itself: basis, period, cut-off, instant and version of the definitions.
create or replace function pakn.stats_head(q pakn.stats_question, p_lang text)
returns jsonb
language sql stable
as $$
	select jsonb_build_object('basis', q.basis,
		'basis_words', case when q.basis = 'handled' and p_lang = 'en' then 'what went through the period: carried over + accepted = handled + left'
			when q.basis = 'handled' then 'luồng xử lý trong kỳ: kỳ trước chuyển sang + thụ lý = đã xử lý + còn lại'
			when p_lang = 'en' then 'reports received in the period, as they stand at as_of'
			else 'các phản ánh tiếp nhận trong kỳ, theo tình trạng tại thời điểm chốt' end,
		'from', q.first, 'to', q.until, 'counted_from', pakn.counted_from(q.tenant_id, q.first), 'as_of', coalesce(q.as_of, now()),
		'cutoff', (select jsonb_build_object('day', t.cutoff_day, 'hour', t.cutoff_hour) from pakn.tenant t where t.tenant_id = q.tenant_id),
		'group_by', array_to_string(q.groups, ','), 'areas_at', q.areas_at, 'areas_level', q.areas_level, 'merged', q.merged, 'definitions', pakn.stats_definitions())
$$;
