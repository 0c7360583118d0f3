-- report_removed: what is said of a report that is public no longer, to who may keep a copy of it.
create or replace function pakn.report_removed(r pakn.report, p pakn.report_publication)
returns json
language sql stable
as $$
	select json_build_object('code', r.code, 'removed', true, 'updated_at', p.changed_at)
$$;
