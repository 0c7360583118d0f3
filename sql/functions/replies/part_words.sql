-- part_words: the last words of a kind of event about an agency that works along on a report: its part, or why that is not
-- waited for; null: there are none.
create or replace function pakn.part_words(r pakn.report, p_agency_id int, p_type text)
returns text
language plpgsql stable
as $$
begin
	return (
		select t.text
		from pakn.report_event e
			join pakn.event_content t on t.tenant_id = e.tenant_id and t.event_id = e.event_id
		where e.tenant_id = r.tenant_id and e.report_id = r.report_id and e.other_agency_id = p_agency_id and e.type = p_type
		order by e.at desc, e.event_id desc
		limit 1);
end $$;
