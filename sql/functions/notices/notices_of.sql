-- notices_of: what there is to tell of the events with numbers from p_from (without it) to p_to, and to whom.
-- merged_id: the report of whose sender or app it is, where that is merged into the one of the event.
create or replace function pakn.notices_of(p_tenant int, p_from bigint, p_to bigint, p_mail boolean)
returns table (subscription_id int, report_id uuid, seq bigint, event_id uuid, notice text, merged_id uuid)
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
	select 0, e.report_id, e.seq, e.event_id, n.notice, null::uuid
	from events e
		join pakn.notice_event ne on ne.event_type = e.type and (not ne.on_entry or e.agency_id is distinct from e.from_agency_id)
		join pakn.notice n on n.notice = ne.notice and n.audience = 'sender'
		join pakn.report_sender s on s.tenant_id = p_tenant and s.report_id = e.report_id and s.email_sealed is not null
	where p_mail
	union all
	select w.subscription_id, e.report_id, e.seq, e.event_id, n.notice, null::uuid
	from events e
		join pakn.notice_event ne on ne.event_type = e.type and (not ne.on_entry or e.agency_id is distinct from e.from_agency_id)
			and (not ne.held or e.stat_class <= 2)
		cross join lateral (
			select e.agency_id where ne.whom = 'lead'
			union all
			select e.other_agency_id where ne.whom = 'other'
			union all
			select c.agency_id from pakn.report_agency c
			where ne.whom = 'along' and c.tenant_id = p_tenant and c.report_id = e.report_id and c.by_rule and c.at = e.at) told
		join pakn.notice n on n.notice = ne.notice and n.audience = 'staff'
		join pakn.subscription w on w.tenant_id = p_tenant and (w.agency_id = told.agency_id or n.anywhere and w.agency_id is not null)
			and w.channel in ('email', 'sms') and w.ended_at is null
	where (p_mail or w.channel = 'sms') and pakn.subscription_wants(w, n.notice) and (not n.named or n.notice = any (w.events))
	union all
	-- One message of an event to one mailbox, however many it names there.
	(select distinct on (w.subscription_id, e.event_id) w.subscription_id, e.report_id, e.seq, e.event_id, x.notice, null::uuid
	from events e
		join pakn.event_told x on x.tenant_id = p_tenant and x.event_id = e.event_id
		join pakn.subscription w on w.tenant_id = p_tenant and w.agency_id = x.agency_id and w.channel = 'email' and w.ended_at is null
	where p_mail and pakn.subscription_wants(w, x.notice)
	order by w.subscription_id, e.event_id, x.notice desc)
	union all
	-- An agency's system hears of what it works along on or is offered, too, that a case has left it, and what it is told by name.
	select w.subscription_id, e.report_id, e.seq, e.event_id, 'report.' || e.type, null::uuid
	from events e
		cross join lateral (select e.agency_id union select e.from_agency_id union select e.other_agency_id union select a.agency_id from pakn.report_agency a
			where a.tenant_id = p_tenant and a.report_id = e.report_id
			union select x.agency_id from pakn.event_told x where x.tenant_id = p_tenant and x.event_id = e.event_id) concerned
		join pakn.subscription w on w.tenant_id = p_tenant and w.agency_id = concerned.agency_id and w.channel = 'webhook'
			and w.ended_at is null
	where pakn.subscription_wants(w, 'report.' || e.type)
	union all
	-- An app hears of what its users sent, and how what they joined comes on, and its answer.
	select w.subscription_id, e.report_id, e.seq, e.event_id, 'report.' || e.type, null::uuid
	from pakn.subscription w cross join events e
	where w.tenant_id = p_tenant and w.api_key_id is not null and w.channel = 'webhook' and w.ended_at is null and e.public
		and pakn.subscription_wants(w, 'report.' || e.type)
		and (exists (select from pakn.report r
				where r.tenant_id = p_tenant and r.report_id = e.report_id and r.api_key_id = w.api_key_id)
			or e.type in ('approved', 'progressed') and exists (select from pakn.report_support j
				where j.tenant_id = p_tenant and j.report_id = e.report_id and j.api_key_id = w.api_key_id))
	union all
	-- The sender of what is merged into a report hears what becomes of that; so does the app of theirs, and of who joined theirs.
	select 0, d.report_id, e.seq, e.event_id, n.notice, d.report_id
	from events e
		join pakn.report_duplicate d on d.tenant_id = p_tenant and d.kept_id = e.report_id and d.merged_at < e.at
		join pakn.notice_event ne on ne.event_type = e.type and ne.merged and (not ne.on_entry or e.agency_id is distinct from e.from_agency_id)
		join pakn.notice n on n.notice = ne.notice and n.audience = 'sender'
		join pakn.report_sender s on s.tenant_id = p_tenant and s.report_id = d.report_id and s.email_sealed is not null
	where p_mail
	union all
	select w.subscription_id, d.report_id, e.seq, e.event_id, 'report.' || e.type, d.report_id
	from pakn.subscription w cross join events e
		join pakn.report_duplicate d on d.tenant_id = p_tenant and d.kept_id = e.report_id and d.merged_at < e.at
	where w.tenant_id = p_tenant and w.api_key_id is not null and w.channel = 'webhook' and w.ended_at is null and e.public
		and pakn.subscription_wants(w, 'report.' || e.type)
		and (exists (select from pakn.report r
				where r.tenant_id = p_tenant and r.report_id = d.report_id and r.api_key_id = w.api_key_id)
			or e.type in ('approved', 'progressed') and exists (select from pakn.report_support j
				where j.tenant_id = p_tenant and j.report_id = d.report_id and j.api_key_id = w.api_key_id));
end $$;
