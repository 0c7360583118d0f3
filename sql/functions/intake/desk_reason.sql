-- desk_reason: why a report goes to the receiving desk and to no agency, in words for the citizen.
create or replace function pakn.desk_reason(p_in_scope boolean, p_outside boolean, p_category_id int, p_area_id int)
returns text
language sql immutable
as $$
	select case
		when not p_in_scope then 'Nội dung không thuộc phạm vi phản ánh, kiến nghị; bộ phận tiếp nhận sẽ hướng dẫn.'
		when p_outside then 'Địa điểm ở ngoài tỉnh; bộ phận tiếp nhận sẽ hướng dẫn hoặc chuyển.'
		when coalesce(p_category_id, 0) = 0 then 'Chưa có lĩnh vực; bộ phận tiếp nhận sẽ phân loại.'
		when p_area_id = 0 then 'Chưa rõ địa điểm; bộ phận tiếp nhận sẽ xác định.'
		else 'Chưa có quy tắc phân công; bộ phận tiếp nhận sẽ chuyển.'
	end
$$;
