-- csv_cell: a text as a cell of CSV (RFC 4180) that no spreadsheet takes for a formula.
create or replace function pakn.csv_cell(p_text text)
returns text
language sql immutable
as $$
	select '"' || replace(case when p_text ~ '^[=+\-@\t\r\n＝＋－＠]' then '''' || p_text else coalesce(p_text, '') end, '"', '""') || '"'
$$;
