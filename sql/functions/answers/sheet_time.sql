-- sheet_time: an instant as a cell of a table that is taken away, in the time of Vietnam.
create or replace function pakn.sheet_time(p_at timestamptz)
returns text
language sql stable
as $$
	select to_char(p_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD"T"HH24:MI:SS"+07:00"')
$$;
