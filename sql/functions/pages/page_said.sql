-- page_said: what is told of something that was done by a link, or of why it was not (the code of a problem).
create or replace function pakn.page_said(p_code text)
returns text
language sql immutable
as $$
	select coalesce(jsonb_build_object(
		'accept', 'Đã nhận xử lý.', 'return', 'Đã trả lại bộ phận tiếp nhận. Xin cảm ơn.',
		'answer', 'Đã gửi trả lời. Xin cảm ơn.', 'draft', 'Đã tải tệp lên; hãy viết và gửi trả lời.',
		'rate', 'Đã ghi nhận đánh giá. Xin cảm ơn ông/bà.', 'reopen', 'Phản ánh đã được mở lại để xử lý tiếp.',
		'link_over', 'Liên kết này đã hết hạn, đã bị thu hồi hoặc đã có liên kết mới hơn.',
		'not_allowed_now', 'Hồ sơ đang ở bước khác, không thực hiện được việc này nữa.',
		'answer_incomplete', 'Trả lời còn thiếu: lĩnh vực này cần ảnh hoặc tệp có chữ ký kèm theo, hoặc còn chờ phần việc của đơn vị phối hợp.',
		'planned_on', 'Kết quả đã lên kế hoạch cần ngày dự kiến xong, từ hôm nay trở đi; kết quả khác thì để trống ngày.',
		'stale_version', 'Hồ sơ vừa có thay đổi. Xin xem lại rồi thực hiện lại.',
		'rating_over', 'Đã hết thời gian đánh giá.', 'reopened_already', 'Phản ánh đã được mở lại một lần; nếu còn, hãy gửi phản ánh mới.',
		'closed_already', 'Đã quá thời gian mở lại; nếu còn, hãy gửi phản ánh mới.',
		'key_reused', 'Biểu mẫu này đã được gửi. Xin tải lại trang.')->>p_code, 'Chưa thực hiện được. Xin xem lại nội dung rồi thử lại.')
$$;
