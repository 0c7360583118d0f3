-- case_sheet: the head of a list of cases that is taken away (case_export); p_counts: with what each counts (stats_listed_flow).
create or replace function pakn.case_sheet(p_lang text, p_counts boolean default false)
returns text
language sql stable
as $$
	select pakn.sheet_head(p_lang, 'Hồ sơ', 'Cases', array[
		['code', 'text', '16', 'Mã', 'Code'],
		['received_at', 'instant', '18', 'Tiếp nhận lúc', 'Received'],
		['status', 'text', '14', 'Trạng thái', 'Status'],
		['status_name', 'text', '18', 'Tên trạng thái', 'Name of the status'],
		['category', 'text', '10', 'Mã lĩnh vực', 'Field'],
		['category_name', 'text', '26', 'Lĩnh vực', 'Name of the field'],
		['agency', 'text', '12', 'Mã đơn vị', 'Agency'],
		['agency_name', 'text', '32', 'Đơn vị xử lý', 'Name of the agency'],
		['area', 'text', '10', 'Mã địa bàn', 'Area'],
		['area_name', 'text', '26', 'Địa bàn', 'Name of the area'],
		['channel', 'text', '10', 'Kênh', 'Channel'],
		['kind', 'text', '12', 'Loại', 'Kind'],
		['urgency', 'text', '10', 'Mức độ khẩn', 'Urgency'],
		['due_at', 'instant', '18', 'Hạn xử lý', 'Due'],
		['overdue', 'count', '10', 'Đang quá hạn', 'Overdue'],
		['closed_at', 'instant', '18', 'Kết thúc lúc', 'Closed'],
		['outcome', 'text', '14', 'Kết quả', 'Outcome'],
		['address', 'text', '36', 'Địa chỉ', 'Address'],
		['description', 'text', '60', 'Nội dung', 'Description'],
		['answer', 'text', '60', 'Trả lời', 'Answer']]
		|| case when p_counts then array[['counts', 'count', '10', 'Tính', 'Counts']] end)
$$;
