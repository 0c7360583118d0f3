-- status_name: a status in words.
create or replace function pakn.status_name(p_status text, p_lang text default 'vi')
returns text
language sql immutable
as $$
	select (jsonb_build_object(
		'received', '{Đã tiếp nhận,Received}'::text[], 'info_requested', '{Chờ bổ sung thông tin,Waiting for the sender}'::text[],
		'assigned', '{Đã chuyển đơn vị xử lý,With the agency}'::text[], 'in_progress', '{Đang xử lý,In progress}'::text[],
		'paused', '{Tạm dừng,Paused}'::text[], 'answered', '{"Đã có trả lời, chờ duyệt","Answered, not yet released"}'::text[],
		'resolved', '{Đã giải quyết,Resolved}'::text[], 'archived', '{Đã lưu,Archived}'::text[],
		'rejected', '{Không thụ lý,Refused}'::text[], 'withdrawn', '{Đã rút,Withdrawn}'::text[],
		'no_reply', '{Đóng vì không có phản hồi,Closed for want of a reply}'::text[],
		'transferred_out', '{Đã chuyển ra ngoài tỉnh,Passed on outside the province}'::text[],
		'duplicate', '{Trùng phản ánh khác,Same as another report}'::text[])->p_status)
		->>case when p_lang = 'en' then 1 else 0 end
$$;
