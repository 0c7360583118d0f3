-- handoffs_json: the links by which an agency without accounts was given a case, as those see it who work on it; null: none.
create or replace function pakn.handoffs_json(r pakn.report)
returns json
language plpgsql stable
as $$
begin
	return (
		select json_agg(json_strip_nulls(json_build_object('agency', a.code, 'to', w.name, 'sent_at', l.made_at, 'delivered_at', l.delivered_at,
			'opened_at', l.opened_at, 'expires_at', l.expires_at, 'revoked_at', l.revoked_at)) order by l.made_at, l.digest)
		from pakn.case_link l
			join pakn.agency a on a.tenant_id = l.tenant_id and a.agency_id = l.agency_id
			join pakn.subscription w on w.tenant_id = l.tenant_id and w.subscription_id = l.subscription_id
		where l.tenant_id = r.tenant_id and l.report_id = r.report_id and l.purpose = 'handle');
end $$;
