-- part_name: for what a clock is held (clock_part), in words.
create or replace function pakn.part_name(p_part text, p_lang text)
returns text
language sql immutable
as $$
	select (jsonb_build_object(
		'sort', '{Phân loại,Sorting}'::text[], 'accept', '{Chờ nhận xử lý,Not yet accepted}'::text[],
		'answer', '{Xử lý,Working on it}'::text[], 'approve', '{Chờ lãnh đạo duyệt,Waiting for the head}'::text[],
		'review', '{Bộ phận tiếp nhận xem lại,Reviewed by the desk}'::text[],
		'wait', '{"Tạm dừng, không tính giờ","Standing still"}'::text[])->p_part)
		->>case when p_lang = 'en' then 1 else 0 end
$$;
