-- event_redact: puts other words in the place of an event's, for good, wherever the report repeats them.
-- The digest stays in the chain; without its salt it tells nothing of the words.
-- Writes: event_content, report
create or replace function pakn.event_redact(p_tenant int, p_report_id uuid, p_event_id uuid, p_text text)
returns void
language plpgsql
as $$
declare
	v_old text;
begin
	select c.text into v_old from pakn.event_content c
	where c.tenant_id = p_tenant and c.event_id = p_event_id and c.report_id = p_report_id;
	update pakn.event_content c set text = p_text, salt = null
	where c.tenant_id = p_tenant and c.event_id = p_event_id and c.report_id = p_report_id;
	update pakn.report r set answer = case when r.answer = v_old then p_text else r.answer end,
		route_reason = case when r.route_reason = v_old then p_text else r.route_reason end
	where r.tenant_id = p_tenant and r.report_id = p_report_id and v_old in (r.answer, r.route_reason);
end $$;
