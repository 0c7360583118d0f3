-- criterion_words: why a rule lost, in both languages.  p_met: it held as well, and another was more specific.
create or replace function pakn.criterion_words(p_criterion text, p_met boolean)
returns jsonb
language sql immutable
as $$
	select jsonb_build_object('vi', w.vi, 'en', w.en)
	from (values
		('area', true, 'Quy tắc khác nêu địa bàn cụ thể hơn.', 'Another rule names the place more closely.'),
		('field', true, 'Quy tắc khác nêu đúng lĩnh vực.', 'Another rule names the field.'),
		('senders', true, 'Quy tắc khác nêu đúng loại người gửi.', 'Another rule names the kind of sender.'),
		('hours', true, 'Quy tắc khác nêu đúng khung giờ.', 'Another rule names the hours.'),
		('priority', true, 'Quy tắc khác có độ ưu tiên cao hơn.', 'Another rule has a higher priority.'),
		('senders', false, 'Không dành cho loại người gửi này.', 'Not for this kind of sender.'),
		('hours', false, 'Không áp dụng vào giờ này.', 'Does not hold at this hour.'),
		('dates', false, 'Không áp dụng vào ngày này.', 'Does not hold on this day.'),
		('agency', false, 'Lúc đó không có đơn vị mà quy tắc nêu.', 'The agency that it names did not exist then.')
	) w (criterion, met, vi, en)
	where w.criterion = p_criterion and w.met = p_met
$$;
