-- import_words: what is wrong with a field of a fact, in both languages: {"vi": ..., "en": ...}; a part of a
-- sentence, without a full stop, since a line of a file or a pointer stands before it.
create or replace function pakn.import_words(p_code text, p_names text[])
returns jsonb
language sql stable
as $$
	select jsonb_build_object('vi', format(w.vi, variadic p_names), 'en', format(w.en, variadic p_names))
	from (values
		('twice', '"%s" đã có ở dòng %s', '"%s" stands in line %s already'),
		('unknown', 'tỉnh này không có "%s"', '"%s" is not known in this province'),
		('unknown_then', 'khi ấy tỉnh này không có "%s"', '"%s" is not known in this province at that time'),
		('never_ended', 'tỉnh này không có đơn vị "%s" nào đã kết thúc', 'no unit "%s" of this province has ended'),
		('not_its_successor', 'tỉnh này không có đơn vị "%s" nào bắt đầu ngày %s, khi %s kết thúc',
			'no unit "%s" of this province began on %s, when %s ended'),
		('not_all_the_time', 'đơn vị "%s" không tồn tại suốt thời gian từ %s đến %s', '"%s" does not exist all the time from %s to %s'),
		('units_below', 'đơn vị "%s" ở dưới sẽ không còn đơn vị cấp trên', '"%s" below it would have nothing above it for a time'),
		('nothing_above', 'không có đơn vị cấp trên', 'has nothing above it'),
		('has_successor', 'nối tiếp bằng "%s", bắt đầu ngày %s', 'is followed by "%s", which begins on %s'),
		('other_line', 'khác với dòng %s', 'not what line %s says'),
		('not_former', 'là ngày đơn vị kết thúc (%s): tên ấy là tên cuối cùng', 'is when the unit ended (%s): that is its last name'),
		('known_otherwise', '"%s" đã có, với nội dung khác', '"%s" is known already, with other content'),
		('needed_by_status', 'không được để trống khi trạng thái là %s', 'may not be empty where the status is %s'),
		('kind_stands', 'không đổi được loại %s: hãy kết thúc và thêm một mục khác', 'cannot change from %s: end this one and add another'),
		('not_choices', 'phải viết như nho=Nhỏ; lon=Lớn, mỗi mã một lần', 'must be written like small=Small; big=Big, each code once'),
		('needed_by_kind', 'không được để trống khi loại là %s', 'may not be empty where the kind is %s'),
		('empty_by_kind', 'phải để trống khi loại là %s', 'must be empty where the kind is %s'),
		('empty_by_status', 'phải để trống khi trạng thái là %s', 'must be empty where the status is %s'),
		('in_future', 'ở tương lai', 'in the future'),
		('before_field', 'trước %s', 'before %s'),
		('not_after_field', 'không sau %s', 'not after %s'),
		('after_field', 'sau %s', 'after %s'),
		('point_incomplete', 'lat và lon phải đi cùng nhau', 'lat and lon belong together'),
		('no_commune', '"%s" không phải xã, phường nào của tỉnh này', '"%s" is no commune of this province'),
		('not_one_of', '"%s" không phải một trong %s', '"%s" is not one of %s'),
		('agency_ended', 'đơn vị này không còn, mà phản ánh chưa xong', 'this agency no longer exists, and the report is open'),
		('not_after_valid_from', 'phải sau valid_from', 'not after valid_from'),
		('committee_taken', '%s đã là ủy ban của đơn vị hành chính ấy', '%s is the committee of that area already'),
		('wrong_level', 'cấp %s không thể trực thuộc cấp %s', 'a %s cannot be below a %s'),
		('level_below', 'cấp %s không thể đứng trên %s', 'a %s cannot stand above %s'),
		('is_the_desk', 'bộ phận tiếp nhận phải còn hoạt động', 'the desk, which gets what no rule decides, cannot end'),
		('taken_then', 'trong thời gian ấy đã có "%s", từ %s', '"%s" is in the database for some of that time already, since %s'),
		('same_as_rule', 'quy tắc %s trùng lĩnh vực, địa bàn và thời gian với quy tắc %s, đã có trong cơ sở dữ liệu',
			'rule %s is for the same field, area and time as rule %s, which is in the database already'),
		('same_as_line', 'quy tắc %s trùng lĩnh vực, địa bàn và thời gian với quy tắc %s ở dòng %s',
			'rule %s is for the same field, area and time as rule %s in line %s'),
		('ties_with_rule', 'quy tắc %s có thể cùng áp dụng cho một phản ánh với quy tắc %s mà không bên nào cụ thể hơn: hãy đặt độ ưu tiên khác nhau',
			'rule %s could decide the same report as rule %s, and neither is more specific: give them different priorities'),
		('ties_with_line', 'quy tắc %s có thể cùng áp dụng cho một phản ánh với quy tắc %s ở dòng %s mà không bên nào cụ thể hơn: hãy đặt độ ưu tiên khác nhau',
			'rule %s could decide the same report as rule %s in line %s, and neither is more specific: give them different priorities'),
		('zones_tie', 'vùng này chạm vùng khác mà quy tắc %s và %s khi đó không bên nào cụ thể hơn: hãy đặt độ ưu tiên khác nhau',
			'it meets another zone, and of rules %s and %s neither would be more specific: give them different priorities'),
		('area_and_zone', 'quy tắc của một vùng phải có area_code là *', 'a rule for a zone must have * for its area_code'),
		('is_the_lead', 'đơn vị chủ trì không thể đồng thời phối hợp', 'the lead agency cannot work along with itself'),
		('not_hours', '"%s" phải viết như 1-5 07:30-11:30; 6 07:30-11:30 (1 là thứ Hai), hoặc office, !office',
			'"%s" must be written like 1-5 07:30-11:30; 6 07:30-11:30 (1 is Monday), or office, !office'),
		('not_the_key', 'không khớp với khóa "%s" trong đường dẫn', 'not what the path says, "%s"'),
		('not_valid', 'hình không hợp lệ: %s', 'not valid: %s'),
		('not_degrees', 'tọa độ phải là kinh độ, vĩ độ (WGS84)', 'not longitude and latitude in degrees (WGS84)')
	) w (code, vi, en)
	where w.code = p_code
$$;
