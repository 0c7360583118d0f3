-- timing_formula: what the timings mean, in words; printed with every table.
create or replace function pakn.timing_formula(p_lang text)
returns jsonb
language sql immutable
as $$
	select case p_lang when 'en' then jsonb_build_object(
		'accept', 'working time from receipt until an agency first accepted the report, or answered it without',
		'answer', 'working time from receipt until an answer was first written; sending it back or opening the report again does not undo it',
		'release', 'working time from receipt until the release of the answer that stands',
		'reports', 'reports received in the period that have come so far; the others are not in the median and the percentile yet',
		'median_hours', 'the middle of the class in which the median lies, in working hours', 'p90_hours', 'the same for the 90th percentile',
		'group', 'until acceptance and the first answer: by who had the report then; until the release: by whom it counts with')
	else jsonb_build_object(
		'accept', 'thời gian làm việc từ tiếp nhận đến khi đơn vị nhận xử lý lần đầu, hoặc trả lời mà không nhận trước',
		'answer', 'thời gian làm việc từ tiếp nhận đến câu trả lời đầu tiên; việc trả lại hoặc mở lại không xóa câu trả lời đầu tiên',
		'release', 'thời gian làm việc từ tiếp nhận đến khi ban hành câu trả lời đang có hiệu lực',
		'reports', 'số phản ánh tiếp nhận trong kỳ đã đến bước ấy; số còn lại chưa tính vào trung vị và phân vị',
		'median_hours', 'giữa khoảng chứa trung vị, giờ làm việc', 'p90_hours', 'giữa khoảng chứa phân vị 90, giờ làm việc',
		'group', 'đến khi nhận và trả lời lần đầu: tính cho đơn vị giữ phản ánh lúc ấy; đến khi ban hành: tính cho đơn vị mà phản ánh được thống kê') end
$$;
