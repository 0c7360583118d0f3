-- due_words: a due instant in words: trước 17 giờ thứ Sáu, 27/11/2026.
create or replace function pakn.due_words(p_due timestamptz, p_lang text default 'vi')
returns text
language sql stable
as $$
	select case when p_lang = 'en' then 'before ' || to_char(p_due, 'HH24:MI') || ' on ' || to_char(p_due, 'FMDay, FMDD FMMonth YYYY')
		else 'trước ' || to_char(p_due, 'FMHH24') || ' giờ ' || coalesce(nullif(to_char(p_due, 'FMMI'), '0') || ' ', '')
			|| ('{thứ Hai,thứ Ba,thứ Tư,thứ Năm,thứ Sáu,thứ Bảy,Chủ nhật}'::text[])[extract(isodow from p_due)::int]
			|| ', ' || to_char(p_due, 'DD/MM/YYYY') end
$$;
