-- backlog_formula: what the backlog means, in words; printed with every table.
create or replace function pakn.backlog_formula(p_lang text)
returns jsonb
language sql immutable
as $$
	select case p_lang when 'en' then jsonb_build_object(
		'in', 'reports that became open in the step: received, opened again, sent back; of a row also those that came from another row',
		'out', 'reports that ceased to be open: released, refused, withdrawn; of a row also those that went to another row',
		'left', 'open at the end of the step: left before + in - out', 'open', 'P: in progress now', 'overdue', 'P2: of these, due',
		'stages', 'unsorted: at the desk; unaccepted: the agency has not accepted; working; awaiting_approval: the answer waits for the head; paused: something is asked of the sender, or another body is waited for',
		'days', 'full days since receipt', 'working_days', 'working time since receipt, in working days of the length of today''s')
	else jsonb_build_object(
		'in', 'số phản ánh thành đang xử lý trong bước: tiếp nhận, mở lại, trả lại để xử lý; với từng dòng, cả số chuyển đến từ dòng khác',
		'out', 'số phản ánh thôi đang xử lý: ban hành trả lời, từ chối, rút; với từng dòng, cả số chuyển sang dòng khác',
		'left', 'còn lại cuối bước = còn lại trước đó + vào - ra', 'open', 'P: đang xử lý hiện nay', 'overdue', 'P2: trong đó quá hạn',
		'stages', 'unsorted: chờ phân loại; unaccepted: chờ đơn vị nhận; working: đang làm; awaiting_approval: chờ lãnh đạo duyệt; paused: tạm dừng',
		'days', 'số ngày tròn từ khi tiếp nhận', 'working_days', 'thời gian làm việc từ khi tiếp nhận, tính theo ngày làm việc dài như hôm nay') end
$$;
