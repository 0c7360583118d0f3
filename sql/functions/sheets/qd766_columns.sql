-- qd766_columns: the columns of the sheet of QĐ 766 (qd766_rows), in their order, and what they say.
create or replace function pakn.qd766_columns()
returns table (place int, figure text, kind text, words_vi text, words_en text)
language sql immutable
as $$
	select c.* from (values
		(1, 'received', 'count', 'N: tiếp nhận', 'N: received'),
		(2, 'refused', 'count', 'R: không thụ lý', 'R: refused'),
		(3, 'accepted', 'count', 'A = N - R: thuộc thẩm quyền', 'A = N - R: within one''s authority'),
		(4, 'item_1_numerator', 'count', 'Tiêu chí 1, tử số H1: xử lý đúng hạn hoặc trước hạn', 'Item 1, numerator H1: handled on or before time'),
		(5, 'item_1_denominator', 'count', 'Tiêu chí 1, mẫu số A', 'Item 1, denominator A'),
		(6, 'item_1', 'percent', 'Tiêu chí 1 = H1 / A, %: tỷ lệ phản ánh, kiến nghị xử lý đúng hạn', 'Item 1 = H1 / A, percent: handled on time'),
		(7, 'unsatisfied', 'count', '|U|: quá hạn, bị chấm không hài lòng hoặc bị phản ánh lại, mỗi phản ánh tính một lần', '|U|: overdue, rated as unsatisfying or reported again, each report once'),
		(8, 'item_2_numerator', 'count', 'Tiêu chí 2, tử số A - |U|', 'Item 2, numerator A - |U|'),
		(9, 'item_2_denominator', 'count', 'Tiêu chí 2, mẫu số A', 'Item 2, denominator A'),
		(10, 'item_2', 'percent', 'Tiêu chí 2 = (A - |U|) / A, %: mức độ hài lòng', 'Item 2 = (A - |U|) / A, percent: satisfied'),
		(11, 'rated', 'count', 'Số được người gửi đánh giá', 'Reports that their senders have rated')
	) as c (place, figure, kind, words_vi, words_en)
$$;
