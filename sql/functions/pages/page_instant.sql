-- page_instant: an instant as people read it, in the time of Vietnam.
create or replace function pakn.page_instant(p_at timestamptz)
returns text
language sql stable
as $$
	select to_char(p_at at time zone 'Asia/Ho_Chi_Minh', 'HH24:MI DD/MM/YYYY')
$$;
