-- history_check: recomputes the next links of a tenant's chain behind a number whose hash is known; 0 with history_root is the start.
-- Answers how many, the last number and its hash, and of the first that does not fit its number, its event and the fault:
--   number_missing  there is no seal of this number
--   event_gone      the event that was sealed under it is not there
--   event_changed   the event, or its seal, is not what it was
--   words_changed   its words are not those that were sealed, and were not erased on record
-- At the end, which is where fewer than p_limit are left (ended):
--   head_differs    the chain does not end where its head says
--   without_seal    an event that no seal ever had, nor waits for one
create or replace function pakn.history_check(p_tenant int, p_after bigint, p_hash bytea, p_limit int,
	out checked int, out seq bigint, out hash bytea, out bad_seq bigint, out bad_event uuid, out fault text, out ended boolean)
language plpgsql stable security definer set search_path = pakn, public, pg_temp
	-- By key, one after the other, whatever the tables look like when the plan is made.
	set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off set enable_seqscan = off set enable_material = off
	set plan_cache_mode = force_generic_plan set jit = off
as $$
#variable_conflict use_column
declare
	v_head event_head;
begin
	with page as materialized (
		select s.seq, s.event_id, s.hash, lag(s.hash, 1, p_hash) over by_number as previous,
			lag(s.seq, 1, p_after) over by_number + 1 as expected
		from event_seal s
		where s.tenant_id = p_tenant and s.seq > p_after
		window by_number as (order by s.seq)
		order by s.seq
		limit p_limit
	), looked as (
		select p.expected as seq, p.hash, p.event_id, case
			when p.seq <> p.expected then 'number_missing'
			when e.event_id is null then 'event_gone'
			when event_hash(p.previous, p.seq, e, case when e.type in ('redacted', 'contact_erased') then event_erasure(e) end)
				<> p.hash then 'event_changed'
			when words.salt is null and words.text is null and e.content_digest is null then null
			when sha256(words.salt || convert_to(words.text, 'UTF8')) = e.content_digest then null
			when words.salt is null and event_erased(e) then null
			else 'words_changed' end as fault
		from page p
			left join report_event e on e.tenant_id = p_tenant and e.event_id = p.event_id
			left join event_content c on e.type <> 'received' and c.tenant_id = p_tenant and c.event_id = p.event_id
			left join report r on e.type = 'received' and r.tenant_id = p_tenant and r.report_id = e.report_id
			cross join lateral (select case when e.type = 'received' then r.text_salt else c.salt end as salt,
				case when e.type = 'received' then r.description else c.text end as text) words
	)
	select count(*), coalesce(max(l.seq), p_after), coalesce((array_agg(l.hash order by l.seq desc))[1], p_hash), count(*) < p_limit,
		min(l.seq) filter (where l.fault is not null),
		(array_agg(l.event_id order by l.seq) filter (where l.fault is not null))[1],
		(array_agg(l.fault order by l.seq) filter (where l.fault is not null))[1]
	into checked, seq, hash, ended, bad_seq, bad_event, fault
	from looked l;
	if fault is not null or not ended then
		return;
	end if;
	select * into v_head from event_head h where h.tenant_id = p_tenant;
	if (coalesce(v_head.seq, 0), coalesce(v_head.hash, history_root(p_tenant))) <> (history_check.seq, history_check.hash) then
		bad_seq := history_check.seq + 1;
		fault := 'head_differs';
	elsif (select count(*) from report_event e where e.tenant_id = p_tenant)
			- (select count(*) from event_unsealed u where u.tenant_id = p_tenant) <> history_check.seq then
		bad_seq := history_check.seq + 1;
		fault := 'without_seal';
		bad_event := history_slipped_in(p_tenant);
	end if;
end $$;
