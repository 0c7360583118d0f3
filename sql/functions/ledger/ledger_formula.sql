-- ledger_formula: what the sums of the ledger mean, in words; printed with every table.
create or replace function pakn.ledger_formula(p_lang text)
returns json
language sql immutable
as $$
	select case p_lang when 'en' then json_build_object(
		'reports', 'reports of which the clock was held within the period, each counted once',
		'minutes', 'working minutes within the period, by the calendar of the report''s deadline; without those in which it stood still, which pauses after due do not bring about',
		'minutes_late', 'of these, those after the deadline of the answer as it stood then; the desk''s review of an answer that was released is not among them',
		'fell_due', 'reports whose answer fell due in the period while the clock was held here',
		'parts', 'minutes by what was to be done: sort, accept, answer, approve (by the head), review (by the desk)')
	else json_build_object(
		'reports', 'số phản ánh mà đơn vị (người) giữ trong kỳ, mỗi phản ánh tính một lần',
		'minutes', 'số phút làm việc trong kỳ, theo lịch của thời hạn trả lời; không tính thời gian tạm dừng, trừ tạm dừng bắt đầu sau hạn',
		'minutes_late', 'trong đó số phút sau hạn trả lời tại thời điểm ấy; không gồm thời gian bộ phận tiếp nhận xem lại câu trả lời đã ban hành',
		'fell_due', 'số phản ánh đến hạn trả lời trong kỳ, vào lúc đang được giữ ở đây',
		'parts', 'số phút theo việc: phân loại (sort), chờ nhận (accept), xử lý (answer), lãnh đạo duyệt (approve), bộ phận tiếp nhận xem lại (review)')
	end
$$;
