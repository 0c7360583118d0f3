-- stats_formula: the definitions behind the figures, in words (domain.md 4); printed with every table.
create or replace function pakn.stats_formula(p_lang text)
returns json
language sql immutable
as $$
	select case p_lang when 'en' then json_build_object(
		'received', 'N: reports received in the period',
		'refused', 'R: decided before acceptance and before due: rejected, duplicate, out of scope, transferred out, withdrawn, no reply',
		'accepted', 'A = N - R',
		'handled', 'H: an answer was released (by the head, where configured) and neither sent back nor reopened; decided otherwise after acceptance included',
		'on_time', 'H1: handled, every round released at or before due', 'late', 'H2 = H - H1',
		'in_progress', 'P = A - H', 'overdue', 'H2 + P2', 'overdue_open', 'P2: in progress with due at or before as_of',
		'rate_handled', 'H / A', 'rate_on_time', 'H1 / A', 'rate_overdue', '(H2 + P2) / A',
		'rate_satisfied', '(A - |unsatisfied or reported again or overdue|) / A; no ratings are recorded yet',
		'median_hours', 'working hours from receipt to release, median; at most 5% off',
		'p90_hours', 'working hours from receipt to release, 90th percentile; at most 5% off',
		'returned', 'times that a report of the period was given back to the desk, by the agency that had it',
		'transferred', 'times that one was passed on to another agency, by the agency that had it',
		'unaccepted', 'times that one went back to the desk because the agency had not accepted it in time',
		'due', 'the end of the last working day')
	else json_build_object(
		'received', 'N: số phản ánh, kiến nghị tiếp nhận trong kỳ',
		'refused', 'R: kết thúc trước khi thụ lý và trước hạn: từ chối, trùng, ngoài phạm vi, chuyển ra ngoài tỉnh, rút, không phản hồi',
		'accepted', 'A = N - R',
		'handled', 'H: câu trả lời đã được đơn vị (lãnh đạo, nếu quy định) ban hành, không bị trả lại, không mở lại; kể cả kết thúc khác sau khi thụ lý',
		'on_time', 'H1: đã xử lý, mọi lần đều ban hành không sau hạn', 'late', 'H2 = H - H1',
		'in_progress', 'P = A - H', 'overdue', 'H2 + P2', 'overdue_open', 'P2: đang xử lý, hạn không sau thời điểm chốt',
		'rate_handled', 'tỷ lệ xử lý = H / A', 'rate_on_time', 'tỷ lệ đúng hạn = H1 / A', 'rate_overdue', 'tỷ lệ quá hạn = (H2 + P2) / A',
		'rate_satisfied', 'tỷ lệ hài lòng = (A - |không hài lòng hoặc phản ánh lại hoặc quá hạn|) / A; chưa ghi nhận đánh giá',
		'median_hours', 'trung vị số giờ làm việc từ tiếp nhận đến ban hành; sai số không quá 5%',
		'p90_hours', 'phân vị 90 số giờ làm việc từ tiếp nhận đến ban hành; sai số không quá 5%',
		'returned', 'số lần phản ánh trong kỳ bị trả lại bộ phận tiếp nhận, tính cho đơn vị trả lại',
		'transferred', 'số lần chuyển sang đơn vị khác, tính cho đơn vị chuyển đi',
		'unaccepted', 'số lần tự chuyển lại bộ phận tiếp nhận do đơn vị không nhận xử lý trong thời hạn',
		'due', 'cuối ngày làm việc cuối cùng')
	end
$$;
