-- page_answer: the form by which an answer is written and files are sent with it, one at a time.  The file is the last of its
-- fields, behind which the rest of the body is the file (common/multipart.h).
create or replace function pakn.page_answer(r pakn.report, p_text text, p_outcome text, p_planned_on date, p_attachments uuid[])
returns text
language plpgsql stable
as $$
begin
	return format('<h2>Trả lời</h2>
<form method="post" action="answer" enctype="multipart/form-data">
<input type="hidden" name="key" value="%s"><input type="hidden" name="version" value="%s"><input type="hidden" name="attachments" value="%s">
<p><label for="outcome">Kết quả</label><select id="outcome" name="outcome">%s</select></p>
<p><label for="planned_on">Ngày dự kiến xong (chỉ khi kết quả là “%s”)</label><input type="date" id="planned_on" name="planned_on" min="%s" value="%s"></p>
<p><label for="text">Trả lời người dân</label><textarea id="text" name="text" minlength="5" maxlength="8000" rows="8" required>%s</textarea></p>%s
<p><label for="file">Ảnh hoặc tệp PDF (không bắt buộc)</label><input type="file" id="file" name="file" accept="image/jpeg,image/png,application/pdf"></p>
<p><button>Gửi trả lời</button> <button formaction="draft" formnovalidate class="second">Tải thêm tệp trước khi gửi</button></p>
</form>', gen_random_uuid(), r.version, array_to_string(p_attachments, ','),
		(select string_agg(format('<option value="%s"%s>%s</option>', o.outcome, case when o.outcome = p_outcome then ' selected' else '' end,
			pakn.html(o.name)), '' order by o.place) from pakn.outcome o),
		(select string_agg(pakn.html(o.name), '”, “' order by o.place) from pakn.outcome o where o.dated), current_date, p_planned_on,
		pakn.html(coalesce(p_text, '')),
		case when cardinality(p_attachments) > 0 then format('<p>Tệp đã tải lên: %s.</p>', cardinality(p_attachments)) else '' end);
end $$;
