-- event_name: what happened to a report, in words.
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
		'unaccepted', '{Đơn vị chưa nhận xử lý; đã chuyển lại bộ phận tiếp nhận,Nobody took it on; it went back to the desk}'::text[],
		'succeeded', '{Đơn vị kế thừa tiếp tục xử lý,The agency that took over goes on with it}'::text[],
		'merged', '{Tỉnh hợp nhất tiếp tục xử lý,The merged province goes on with it}'::text[],
		'answered', '{Đơn vị đã trả lời,The agency has answered}'::text[],
		'approved', '{Đã duyệt kết quả,The answer was released}'::text[],
		'rejected', '{Không thụ lý,The report was refused}'::text[],
		'info_requested', '{Đề nghị bổ sung thông tin,More was asked of the sender}'::text[],
		'supplemented', '{Người gửi đã bổ sung,The sender has added to it}'::text[],
		'resumed', '{Tiếp tục xử lý,Work goes on}'::text[],
		'paused', '{"Tạm dừng, chờ cơ quan khác","It waits for another body"}'::text[],
		'extended', '{Đã gia hạn,It was given more time}'::text[],
		'due_moved', '{"Hạn trả lời dời, vì lịch làm việc thay đổi","The deadline moved, since working days changed"}'::text[],
		'messaged', '{Đơn vị nhắn người gửi,The agency wrote to the sender}'::text[],
		'published', '{Đã công khai,It was published}'::text[],
		'progressed', '{Đơn vị báo tiến độ,The agency told how it comes on}'::text[],
		'marked_duplicate', '{"Cùng nội dung với phản ánh khác, được xử lý chung",It is dealt with together with another about the same}'::text[],
		'separated', '{Được tách ra xử lý riêng,It is dealt with on its own}'::text[],
		'absorbed', '{Đã gộp thêm phản ánh cùng nội dung,Another report about the same was joined to it}'::text[],
		'parted', '{Phản ánh đã gộp được tách ra,A report that was joined to it is dealt with on its own}'::text[],
		'followed', '{"Theo phản ánh được gộp: đơn vị, hạn hoặc kết quả thay đổi","With the report it was joined to: agency, deadline or outcome changed"}'::text[],
		'fulfilled', '{Việc đã hẹn nay đã xong,What was planned is done}'::text[],
		'replanned', '{Ngày hẹn thay đổi,The day planned has moved}'::text[],
		'plan_due', '{Đã quá ngày hẹn,The day planned has passed}'::text[],
		'sent_back', '{Trả lời bị trả lại,The answer was sent back}'::text[],
		'coordination_begun', '{Đề nghị đơn vị khác phối hợp,Another agency was asked to work along}'::text[],
		'coordination_ended', '{Thôi đề nghị phối hợp,An agency no longer works along}'::text[],
		'contributed', '{Đơn vị phối hợp gửi phần việc,A coordinating agency gave its part}'::text[],
		'part_waived', '{Không chờ phần việc của đơn vị phối hợp,The part of an agency is not waited for}'::text[],
		'reopened', '{"Người gửi phản ánh lại: được mở lại","The sender reported it again: it is open again"}'::text[],
		'withdrawn', '{Người gửi đã rút,The sender has withdrawn it}'::text[]
		)->p_type)->>case when p_lang = 'en' then 1 else 0 end
$$;
