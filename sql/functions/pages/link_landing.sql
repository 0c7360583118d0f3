-- link_landing: the page of a link, as it is asked for: nothing is done by that, and nothing of a case is shown.
-- Answers: 200 and a page | 404 no such link | 410 it is over
create or replace function pakn.link_landing(p_digest bytea, p_tenant int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	l case_link;
	r report;
begin
	select * into l from case_link x where x.tenant_id = p_tenant and x.digest = p_digest;
	select * into r from report x where x.tenant_id = p_tenant and x.report_id = l.report_id;
	return case when r.report_id is null then page_refused(p_tenant, 404)
		when l.revoked_at is not null or l.expires_at <= now() then page_refused(p_tenant, 410)
		else (200, case l.purpose when 'rate' then page_frame(p_tenant, 'Đánh giá kết quả xử lý', page_rating(r, link_may(l, r)))
			else page_frame(p_tenant, 'Phản ánh chuyển đến đơn vị', page_landing(l, r)) end, null, null, null, null)::pakn.answer end;
end $$;
