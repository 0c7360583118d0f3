-- link_page: does something by a link (link_do) for who presses a button of its page, and answers with the page as it is then,
-- also where that was refused.  draft: nothing but the page, with an answer that is being written.
-- Answers: 200 and a page | 404 no such link | 409 412 422 and a page that says why not | 410 it is over
-- Writes: as link_do
create or replace function pakn.link_page(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea, p_event_id uuid,
	p_version text, p_action text, p_score int, p_comment text, p_reason text, p_text text, p_outcome text, p_planned_on date, p_attachments uuid[])
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	l case_link;
	r report;
	v_status int := 200;
	v_said text := p_action;
	v_detail text;
begin
	begin
		if p_action = 'draft' then
			l := link_find(p_digest, p_tenant, 'handle');
		else
			perform link_do(p_digest, p_tenant, p_operation_id, p_body_hash, p_event_id, nullif(p_version, ''), p_action, p_score,
				coalesce(p_text, p_comment, p_reason), p_outcome, p_planned_on, p_attachments, 'vi');
		end if;
	exception when others then
		if sqlstate not like 'PK%' then
			raise;
		end if;
		v_status := substr(sqlstate, 3)::int;
		get stacked diagnostics v_detail = pg_exception_detail;
		v_said := case when v_detail like '%/planned_on%' then 'planned_on' else sqlerrm end;
	end;
	if v_status in (401, 410) then
		return page_refused(p_tenant, case v_status when 401 then 404 else 410 end);
	end if;
	if v_status = 200 and p_action <> 'draft' then
		p_text := null;
		p_outcome := null;
		p_planned_on := null;
		p_attachments := null;
	end if;
	select * into l from case_link x where x.tenant_id = p_tenant and x.digest = p_digest;
	select * into r from report x where x.tenant_id = p_tenant and x.report_id = l.report_id;
	return (v_status, page_frame(p_tenant, case l.purpose when 'rate' then 'Đánh giá kết quả xử lý' else 'Phản ánh chuyển đến đơn vị' end,
		case when v_said <> 'open' then page_note(v_status = 200, page_said(v_said)) else '' end
		|| case l.purpose when 'rate' then page_rating(r, link_may(l, r))
			else page_case(l, r, link_may(l, r), p_text, p_outcome, p_planned_on, p_attachments) end),
		null, null, null, null)::pakn.answer;
end $$;
