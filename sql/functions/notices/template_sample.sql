-- template_sample: values of a report that is none, for trying the words of a notice; its names are all that there are.
create or replace function pakn.template_sample(p_lang text, p_public_url text default '')
returns jsonb
language sql stable
as $$
	select jsonb_build_object('code', '7K3M9QX2TRA', 'link', nullif(p_public_url, '') || '7K3M9QX2TRA',
			'rating_link', 'https://phananh.example.vn/l/pkl_24_r_.../xem', 'case_link', 'https://phananh.example.vn/l/pkl_24_h_.../xem',
			'due', '17:00 30/11/2026', 'hotline', '1022', 'today', '26/11/2026', 'open', 12, 'due_today', 3, 'overdue', 1,
			'unaccepted', 2, 'escalated', 1, 'urged', 1, 'cases', 2, 'reply_by', pakn.due_words('2026-11-30 17:00+07', p_lang),
			'list', E'7K3M9QX2TRA\n3HCJEPFTR20',
			'status', pakn.status_name('in_progress', p_lang), 'planned', '15/12/2026', 'part_due', '17:00 27/11/2026')
		|| case p_lang when 'en' then '{"agency": "Department of Construction", "category": "Roads and traffic", "area": "Kinh Bắc ward",
				"province": "Bắc Ninh province", "outcome": "Planned", "other": "Kinh Bắc police", "contributors": "Kinh Bắc police, Bắc Ninh power company",
				"words": "Which lamp post is it?", "answer": "The lamp was replaced today."}'
			else '{"agency": "Sở Xây dựng", "category": "Hạ tầng giao thông", "area": "Phường Kinh Bắc", "province": "Tỉnh Bắc Ninh",
				"outcome": "Đã lên kế hoạch", "other": "Công an phường Kinh Bắc", "contributors": "Công an phường Kinh Bắc, Điện lực Bắc Ninh",
				"words": "Đề nghị cho biết số cột đèn.", "answer": "Đã thay bóng đèn trong ngày."}' end::jsonb
$$;
