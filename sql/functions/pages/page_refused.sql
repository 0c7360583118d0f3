-- page_refused: the page of a link that is none (404), or is over (410).
create or replace function pakn.page_refused(p_tenant int, p_status int)
returns pakn.answer
language sql stable
as $$
	select (p_status, pakn.page_frame(p_tenant, case p_status when 410 then 'Liên kết hết hạn' else 'Liên kết không đúng' end,
		pakn.page_note(false, case p_status when 410 then pakn.page_said('link_over')
			else 'Không có liên kết này. Xin mở lại đúng liên kết trong tin nhắn.' end)), null, null, null, null)::pakn.answer
$$;
