-- template_sample: values of a report that is none, for trying the words of a notice; its names are all that there are.
create or replace function pakn.template_sample(p_lang text, p_public_url text default '')
returns jsonb
language sql immutable
as $$
	select jsonb_build_object('code', '7K3M9QX2TRA', 'link', nullif(p_public_url, '') || '7K3M9QX2TRA',
			'due', '17:00 30/11/2026', 'hotline', '1022', 'today', '26/11/2026', 'open', 12, 'due_today', 3, 'overdue', 1,
			'status', pakn.status_name('in_progress', p_lang))
		|| case p_lang when 'en' then '{"agency": "Department of Construction", "category": "Roads and traffic", "area": "Kinh Bắc ward",
				"province": "Bắc Ninh province", "words": "Which lamp post is it?", "answer": "The lamp was replaced today."}'
			else '{"agency": "Sở Xây dựng", "category": "Hạ tầng giao thông", "area": "Phường Kinh Bắc", "province": "Tỉnh Bắc Ninh",
				"words": "Đề nghị cho biết số cột đèn.", "answer": "Đã thay bóng đèn trong ngày."}' end::jsonb
$$;
