-- event_name: what happened to a report, in words for who sent it; null of what is not public.
create or replace function pakn.event_name(p_type text, p_lang text)
returns text
language sql immutable
as $$
	select (jsonb_build_object(
		'received', '{Đã tiếp nhận phản ánh,The report was received}'::text[],
		'accepted', '{Đơn vị đã nhận xử lý,The agency has taken it on}'::text[],
		'returned', '{Đơn vị trả lại bộ phận tiếp nhận,The agency gave it back to the desk}'::text[],
		'assigned', '{Đã phân công đơn vị xử lý,The desk gave it to an agency}'::text[],
		'transferred', '{Đã chuyển đơn vị khác xử lý,It was passed to another agency}'::text[],
		'succeeded', '{Đơn vị kế thừa tiếp tục xử lý,The agency that took over goes on with it}'::text[],
		'merged', '{Tỉnh hợp nhất tiếp tục xử lý,The merged province goes on with it}'::text[],
		'answered', '{Đơn vị đã trả lời,The agency has answered}'::text[],
		'approved', '{Đã duyệt kết quả,The answer was released}'::text[],
		'rejected', '{Không thụ lý,The report was refused}'::text[],
		'info_requested', '{Đề nghị bổ sung thông tin,More was asked of the sender}'::text[],
		'supplemented', '{Người gửi đã bổ sung,The sender has added to it}'::text[],
		'resumed', '{Tiếp tục xử lý,Work goes on}'::text[],
		'messaged', '{Đơn vị nhắn người gửi,The agency wrote to the sender}'::text[],
		'published', '{Đã công khai,It was published}'::text[]
		)->p_type)->>case when p_lang = 'en' then 1 else 0 end
$$;
