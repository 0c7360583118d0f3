-- qd766_notes: what to know of the sheet of QĐ 766.
create or replace function pakn.qd766_notes(p_lang text)
returns jsonb
language sql immutable
as $$
	select to_jsonb(case p_lang when 'en' then array[
		'U is a union: a report that is late and unsatisfied counts once. Of ten reports of which the same six are late and unsatisfied, item 2 is 40%.',
		'Who has not rated is not counted as unsatisfied; the number rated stands beside the rate.',
		'Districts stand in periods that reach back before 2025-07-01.',
		'— where A = 0. Points are not given here: this sheet has the rates that they are given for.']
	else array[
		'U là hợp của các trường hợp: phản ánh vừa quá hạn vừa không hài lòng chỉ tính một lần. Mười phản ánh, cùng sáu phản ánh vừa quá hạn vừa không hài lòng: tiêu chí 2 là 40%.',
		'Phản ánh chưa được đánh giá không tính là không hài lòng; số được đánh giá ghi bên cạnh.',
		'Cấp huyện chỉ có trong kỳ trước ngày 01/07/2025.',
		'— khi A = 0. Bảng này không chấm điểm, chỉ nêu tỷ lệ để chấm.'] end)
$$;
