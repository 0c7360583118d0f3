-- page_case: the case as an agency without an account works on it: what there is to know, and a form for each thing that it may
-- do.  p_text and so on: an answer that is being written, and files that are there already.
create or replace function pakn.page_case(l pakn.case_link, r pakn.report, p_may text[], p_text text, p_outcome text, p_planned_on date,
	p_attachments uuid[])
returns text
language plpgsql stable
as $$
declare
	v_case jsonb := (pakn.link_json(l, r, true, 'vi'))::jsonb;
	c jsonb := v_case->'case';
begin
	if c is null then
		return '<p>Hồ sơ này không còn ở đơn vị.</p>';
	end if;
	return pakn.page_facts(array['Mã phản ánh', r.code, 'Tình trạng', v_case->>'status_name', 'Hạn trả lời', c->>'due_words',
			'Lĩnh vực', c->>'category_name', 'Địa bàn', c->>'area', 'Địa chỉ', c->>'address',
			'Tọa độ', (c->'location'->>'lat') || ', ' || (c->'location'->>'lon'), 'Nhận lúc', to_char(r.received_at at time zone 'Asia/Ho_Chi_Minh', 'HH24:MI DD/MM/YYYY')])
		|| format('<h2>Nội dung phản ánh</h2><p class="words">%s</p>', pakn.html(c->>'description'))
		|| coalesce((select string_agg(case when a->>'type' like 'image/%' then format('<p><img src="files/%1$s?size=medium" alt="Ảnh %2$s của phản ánh"></p>', a->>'id', n)
				else format('<p><a href="files/%1$s">Tệp %2$s</a></p>', a->>'id', n) end, '' order by n)
			from jsonb_array_elements(c->'attachments') with ordinality x (a, n) where a->>'part' <> 'answer' and a->>'release' <> 'removed'), '')
		|| coalesce(format('<h2>Đã trả lời</h2><p class="words">%s</p>', pakn.html(case when r.status in ('answered', 'resolved', 'archived') then c->>'answer' end)), '')
		|| case when 'accept' = any (p_may) then format('<form method="post" action="accept">
<input type="hidden" name="key" value="%s"><input type="hidden" name="version" value="%s">
<p><button>Nhận xử lý</button></p>
</form>', gen_random_uuid(), r.version) else '' end
		|| case when 'answer' = any (p_may) then pakn.page_answer(r, p_text, p_outcome, p_planned_on, p_attachments) else '' end
		|| case when 'return' = any (p_may) then format('<h2>Không thuộc đơn vị?</h2>
<form method="post" action="return">
<input type="hidden" name="key" value="%s"><input type="hidden" name="version" value="%s">
<p><label for="reason">Vì sao không thuộc đơn vị</label><textarea id="reason" name="reason" minlength="3" maxlength="2000" rows="3" required></textarea></p>
<p><button>Trả lại</button></p>
</form>', gen_random_uuid(), r.version) else '' end;
end $$;
