-- flag_notes: what those wrote who flagged a thing, of flags that wait, the last ten.
create or replace function pakn.flag_notes(i pakn.flag_item)
returns json
language sql stable
as $$
	select coalesce(json_agg(json_build_object('at', n.at, 'reason', n.reason, 'note', n.note) order by n.at desc), '[]')
	from (select f.at, f.reason, f.note from pakn.flag f
		where f.tenant_id = i.tenant_id and f.report_id = i.report_id and f.item = i.item and f.closed_at is null
			and f.note is not null
		order by f.at desc limit 10) n
$$;
