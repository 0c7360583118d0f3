-- case_link_values: the link that the words of a notice may name, made for it: for who sent a report, to rate the answer; for an
-- agency without accounts, to handle the case.  Nothing where there is none, where the report is merged (its sender cannot rate), or this daemon has no address of its own.
-- Writes: as case_link_make
create or replace function pakn.case_link_values(o pakn.outbox, w pakn.subscription, p_service_url text)
returns jsonb
language plpgsql
as $$
declare
	t pakn.tenant;
begin
	if o.notice not in ('answered', 'handoff') or coalesce(p_service_url, '') = ''
			or (select r.status from pakn.report r where r.tenant_id = o.tenant_id and r.report_id = o.report_id) = 'duplicate' then
		return '{}';
	end if;
	select * into t from pakn.tenant x where x.tenant_id = o.tenant_id;
	return case o.notice
		when 'answered' then jsonb_build_object('rating_link',
			format('%s/l/%s/xem', rtrim(p_service_url, '/'), pakn.case_link_make(o, 'rate', null, t.rating_days)))
		else jsonb_build_object('case_link',
			format('%s/l/%s/xem', rtrim(p_service_url, '/'), pakn.case_link_make(o, 'handle', w.agency_id, t.link_days))) end;
end $$;
