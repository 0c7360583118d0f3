-- status_name: a status in words.
create or replace function pakn.status_name(p_status text)
returns text
language sql immutable
as $$
	select (jsonb_build_object(
		'received', 'Đã tiếp nhận', 'info_requested', 'Chờ bổ sung thông tin', 'assigned', 'Đã chuyển đơn vị xử lý',
		'in_progress', 'Đang xử lý', 'paused', 'Tạm dừng', 'answered', 'Đã có trả lời, chờ duyệt',
		'resolved', 'Đã giải quyết', 'archived', 'Đã lưu', 'rejected', 'Không thụ lý', 'withdrawn', 'Đã rút',
		'no_reply', 'Đóng vì không có phản hồi', 'transferred_out', 'Đã chuyển ra ngoài tỉnh',
		'duplicate', 'Trùng phản ánh khác'))->>p_status
$$;
