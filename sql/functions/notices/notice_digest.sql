-- notice_digest: chore: on the morning of a working day, a notice for each mailbox of an agency that has open work: how
-- much there is; and, for those of supervisors' agencies, how much there is in the province.  Made once a day.
-- Answers: how many
-- Writes: outbox
create or replace function pakn.notice_digest(p_mail boolean, p_now timestamptz default now())
returns int
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_day date := (p_now at time zone 'Asia/Ho_Chi_Minh')::date;
	v_count int;
begin
	insert into outbox (tenant_id, outbox_id, subscription_id, report_id, seq, notice, created_at, next_at)
	select w.tenant_id, d.id, w.subscription_id, d.id, 0, n.notice, p_now, p_now
	from tenant t
		join subscription w on w.tenant_id = t.tenant_id and w.channel = 'email' and w.agency_id is not null and w.ended_at is null
		cross join unnest('{digest,overview}'::text[]) n (notice)
		cross join lateral (select md5(n.notice || ' ' || w.subscription_id || ' ' || v_day)::uuid as id) d
	where p_mail and (p_now at time zone 'Asia/Ho_Chi_Minh')::time between '07:00' and '11:00'
		and exists (select from working_block b where b.tenant_id = t.tenant_id and b.calendar_id = t.office_calendar_id
			and b.starts_at >= v_day::timestamp at time zone 'Asia/Ho_Chi_Minh'
			and b.starts_at < (v_day + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh')
		and subscription_wants(w, n.notice)
		and case n.notice when 'digest' then exists (select from work_item i where i.tenant_id = w.tenant_id and i.agency_id = w.agency_id)
			else exists (select from staff s where s.tenant_id = w.tenant_id and s.agency_id = w.agency_id and s.role = 'supervisor' and s.active)
				and exists (select from work_item i where i.tenant_id = w.tenant_id) end
	on conflict do nothing;
	get diagnostics v_count = row_count;
	return v_count;
end $$;
