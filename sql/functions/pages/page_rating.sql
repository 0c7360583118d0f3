-- page_rating: where who sent a report says how content they are with the answer, or that it is not solved.
create or replace function pakn.page_rating(r pakn.report, p_may text[])
returns text
language plpgsql stable
as $$
declare
	v_key text := gen_random_uuid();
begin
	return pakn.page_facts(array['Mã phản ánh', r.code, 'Tình trạng', pakn.status_name(r.status),
			'Đã đánh giá', (pakn.rating_json(r)->>'name')])
		|| case when 'rate' = any (p_may) then format('<form method="post" action="rating">
<input type="hidden" name="key" value="%s">
<fieldset><legend>Ông/bà có hài lòng với kết quả không?</legend>%s</fieldset>
<p><label for="comment">Ý kiến thêm (không bắt buộc)</label><textarea id="comment" name="comment" maxlength="1000" rows="3"></textarea></p>
<p><button>Gửi đánh giá</button></p>
</form>', v_key, (select string_agg(format('<p><input type="radio" id="score%1$s" name="score" value="%1$s" required%3$s><label for="score%1$s">%2$s</label></p>',
				l.score, pakn.html(l.name), case when l.score = r.score then ' checked' else '' end), E'\n' order by l.score desc)
				from pakn.rating_level l)) else '' end
		|| case when 'reopen' = any (p_may) then format('<h2>Chưa được giải quyết?</h2>
<form method="post" action="reopen">
<input type="hidden" name="key" value="%s">
<p><label for="reason">Còn vướng mắc gì? Phản ánh được mở lại một lần, không cần gửi phản ánh mới.</label><textarea id="reason" name="reason" minlength="3" maxlength="2000" rows="3" required></textarea></p>
<p><button>Báo chưa được giải quyết</button></p>
</form>', gen_random_uuid()) else '' end
		|| case when p_may = '{}' then '<p>Hiện không đánh giá hoặc mở lại được phản ánh này.</p>' else '' end;
end $$;
