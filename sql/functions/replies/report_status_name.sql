-- report_status_name: how a report stands, in words.  One that was answered is only called resolved where what it was about
-- has been fixed; else it was answered, and with what.
create or replace function pakn.report_status_name(r pakn.report, p_lang text default 'vi')
returns text
language plpgsql stable
as $$
begin
	return case when r.status <> 'resolved' or r.outcome = 'fixed' then pakn.status_name(r.status, p_lang)
		else concat_ws(': ', case p_lang when 'en' then 'Answered' else 'Đã trả lời' end,
			pakn.outcome_name(r.outcome, r.planned_on, p_lang)) end;
end $$;
