-- case_sheet_notes: the words beside a list of cases that is taken away: what it was asked for by, and what it shows.
create or replace function pakn.case_sheet_notes(p_lang text, p_filter pakn.case_filter)
returns text
language sql stable
as $$
	select pakn.sheet_notes(p_lang, case p_lang
		when 'en' then json_build_object(
			'Taken at', pakn.sheet_time(now()),
			'Asked for', coalesce(asked.words, 'all cases that one may see'),
			'As of', 'Each case stands as it was when its page was read; the newest first.',
			'Overdue', '1: the case is open and its due instant has passed; 0: it has not, or the case is closed.',
			'Times', 'Of Vietnam (UTC+7).',
			'Senders', 'Who sent a case is in no column.')
		else json_build_object(
			'Xuất lúc', pakn.sheet_time(now()),
			'Điều kiện lọc', coalesce(asked.words, 'mọi hồ sơ được xem'),
			'Thời điểm số liệu', 'Mỗi hồ sơ theo hiện trạng lúc trang của nó được đọc; mới nhất ở trên.',
			'Đang quá hạn', '1: hồ sơ còn mở và đã qua hạn; 0: chưa qua hạn, hoặc đã kết thúc.',
			'Giờ', 'Giờ Việt Nam (UTC+7).',
			'Người gửi', 'Không cột nào cho biết người gửi.') end)
	from (select string_agg(f.key || ' = ' || f.value, '; ') as words
		from jsonb_each_text(jsonb_strip_nulls(to_jsonb(p_filter))) f) asked
$$;
