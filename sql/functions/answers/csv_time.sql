-- csv_time: an instant as a cell of CSV that spreadsheets read as one, in the time of Vietnam.
create or replace function pakn.csv_time(p_at timestamptz)
returns text
language sql stable
as $$
	select coalesce(to_char(p_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD HH24:MI:SS'), '')
$$;
