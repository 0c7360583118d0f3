-- finding_kinds: what rules_findings can find, what comes first, whether a person must decide about it, and its words in
-- both languages: %1$s how many communes, %2$s codes, %3$s an agency, %4$s a day.
create or replace function pakn.finding_kinds()
returns table (place int, kind text, decide boolean, vi text, en text)
language sql immutable
as $$
	select k.*
	from (values
		(1, 'uncovered', false, 'chưa có quy tắc ở xã, phường nào: bộ phận tiếp nhận nhận tất cả', 'no commune has a rule for it: the desk gets all'),
		(2, 'gap', true, '%1$s xã, phường chưa có quy tắc: %2$s', '%1$s communes have no rule for it: %2$s'),
		(3, 'partly', true, '%1$s xã, phường chỉ có quy tắc cho một số loại người gửi hoặc khung giờ: %2$s',
			'%1$s communes have rules for some senders or hours alone: %2$s'),
		(4, 'shadowed', true, 'không bao giờ quyết định, vì trước nó có quy tắc %2$s', 'never decides, since these come before it: %2$s'),
		(5, 'nowhere', true, 'không áp dụng ở nơi nào', 'holds nowhere'),
		(6, 'no_hours', true, 'khung giờ của nó không bao giờ đến', 'its hours never come'),
		(7, 'field_ended', true, 'lĩnh vực không còn dùng', 'its field has ended'),
		(8, 'field_out', true, 'lĩnh vực không thuộc phạm vi phản ánh', 'its field is out of scope'),
		(9, 'unit_ended', true, 'đơn vị hành chính đã kết thúc ngày %4$s; nay là: %2$s', 'its unit ended on %4$s; it became: %2$s'),
		(10, 'unit_ends', true, 'đơn vị hành chính kết thúc ngày %4$s, trước quy tắc; sẽ là: %2$s', 'its unit ends on %4$s, before the rule; it becomes: %2$s'),
		(11, 'zone_ended', true, 'vùng đã kết thúc ngày %4$s', 'its zone ended on %4$s'),
		(12, 'zone_ends', true, 'vùng kết thúc ngày %4$s, trước quy tắc', 'its zone ends on %4$s, before the rule'),
		(13, 'agency_ended', true, 'đơn vị chủ trì %3$s đã kết thúc ngày %4$s; kế thừa: %2$s', 'its agency %3$s closed on %4$s; its heir: %2$s'),
		(14, 'agency_ends', true, 'đơn vị chủ trì %3$s kết thúc ngày %4$s, trước quy tắc; kế thừa: %2$s',
			'its agency %3$s closes on %4$s, before the rule; its heir: %2$s'),
		(15, 'along_ends', true, 'đơn vị phối hợp %3$s kết thúc ngày %4$s, trước quy tắc', '%3$s, which works along, closes on %4$s, before the rule'),
		(16, 'no_committee', true, '%1$s xã, phường không có ủy ban: %2$s', '%1$s communes have no committee: %2$s'),
		(17, 'placeless', false, 'chỉ quyết định khi chưa rõ xã, phường hoặc lĩnh vực, vì trước nó có quy tắc %2$s',
			'decides only where commune or field are unknown, since these come before it: %2$s'),
		(18, 'ended', false, 'đã hết hạn ngày %4$s', 'ended on %4$s')
	) k (place, kind, decide, vi, en)
$$;
