-- notices_of: what there is to tell of the events with numbers from p_from (without it) to p_to, and to whom.
create or replace function pakn.notices_of(p_tenant int, p_from bigint, p_to bigint, p_mail boolean)
returns table (subscription_id int, report_id uuid, seq bigint, event_id uuid, notice text)
language plpgsql stable
as $$
#variable_conflict use_column
begin
	return query
	with events as materialized (
		select e.*, l.seq
		from pakn.event_seal l join pakn.report_event e on e.tenant_id = p_tenant and e.event_id = l.event_id
		where l.tenant_id = p_tenant and l.seq > p_from and l.seq <= p_to and not e.imported
	)
	select 0, e.report_id, e.seq, e.event_id, n.notice
	from events e
		join pakn.notice_event ne on ne.event_type = e.type and (not ne.on_entry or e.agency_id is distinct from e.from_agency_id)
		join pakn.notice n on n.notice = ne.notice and n.audience = 'sender'
		join pakn.report_sender s on s.tenant_id = p_tenant and s.report_id = e.report_id and s.email_sealed is not null
	where p_mail
	union all
	select w.subscription_id, e.report_id, e.seq, e.event_id, n.notice
	from events e
		join pakn.subscription w on w.tenant_id = p_tenant and w.agency_id = e.agency_id and w.channel = 'email' and w.ended_at is null
		join pakn.notice_event ne on ne.event_type = e.type and (not ne.on_entry or e.agency_id is distinct from e.from_agency_id)
		join pakn.notice n on n.notice = ne.notice and n.audience = 'staff'
	where p_mail and pakn.subscription_wants(w, n.notice)
	union all
	-- An agency's system hears of what it works along on or is offered, too, and that a case has left it.
	select w.subscription_id, e.report_id, e.seq, e.event_id, 'report.' || e.type
	from events e
		cross join lateral (select e.agency_id union select e.from_agency_id union select e.other_agency_id union select a.agency_id from pakn.report_agency a
			where a.tenant_id = p_tenant and a.report_id = e.report_id) concerned
		join pakn.subscription w on w.tenant_id = p_tenant and w.agency_id = concerned.agency_id and w.channel = 'webhook'
			and w.ended_at is null
	where pakn.subscription_wants(w, 'report.' || e.type)
	union all
	-- An app hears of what its users sent, and the answer to what they joined.
	select w.subscription_id, e.report_id, e.seq, e.event_id, 'report.' || e.type
	from pakn.subscription w cross join events e
	where w.tenant_id = p_tenant and w.api_key_id is not null and w.channel = 'webhook' and w.ended_at is null and e.public
		and pakn.subscription_wants(w, 'report.' || e.type)
		and (exists (select from pakn.report r
				where r.tenant_id = p_tenant and r.report_id = e.report_id and r.api_key_id = w.api_key_id)
			or e.type = 'approved' and exists (select from pakn.report_support j
				where j.tenant_id = p_tenant and j.report_id = e.report_id and j.api_key_id = w.api_key_id));
end $$;
