-- queue_changed: what has changed: queues of agencies, by events and by claims that have ended, and feeds, by events that are
-- sealed; wakes long polls and streams.  p_from: the mark of the topic '' in the answer before, which says how far that was;
-- null: from here on.
-- An event is told when it is there and not sealed yet, by that, and again when it has been sealed since p_from, by its number:
-- so none is missed that commits late, and no more is read than what is new.  Each topic comes with a mark of all that, and
-- with the one that it will have the next time if nothing comes until then: who remembers that wakes nobody twice.
-- Claims have no number: they are told by when they ended, some p_seconds back, since that is known before it is committed; and
-- so far back, no further, is looked for events without one, of which an import leaves many.
-- Those of agencies beside the lead change with each step of the case, and with a new report that names them.  The desk has
-- what an agency answered until it is reviewed (work_item_follow).
create or replace function pakn.queue_changed(p_seconds int, p_from text)
returns table (topic text, mark text, next text)
language plpgsql stable security definer set search_path = pakn, public, pg_temp
	-- By keys: how many events those are, the planner cannot know.
	set plan_cache_mode = force_generic_plan
	set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
	v_bound timestamptz := now() - make_interval(secs => p_seconds);
	v_bound_id uuid := uuid_floor(v_bound);
	v_from timestamptz := least((p_from::jsonb->>'at')::timestamptz, v_bound);
	v_from_id uuid := uuid_floor(v_from);
	v_seqs jsonb := p_from::jsonb->'seqs';
begin
	return query
	with head as materialized (
		select t.tenant_id, t.desk_id, coalesce(h.seq, 0) as seq,
			case when v_seqs is null then h.seq else least(coalesce((v_seqs->>t.tenant_id::text)::bigint, 0), h.seq) end as from_seq
		from tenant t left join event_head h using (tenant_id)
	), told as (
		select h.tenant_id, h.desk_id, s.event_id, true as sealed
		from head h join event_seal s on s.tenant_id = h.tenant_id and s.seq > h.from_seq
		union all
		select h.tenant_id, h.desk_id, u.event_id, false
		from head h join event_unsealed u on u.tenant_id = h.tenant_id and u.event_id >= v_from_id
	), event as materialized (
		select t.tenant_id, t.desk_id, t.event_id, t.sealed, not t.sealed and t.event_id >= v_bound_id as new, e.*
		from told t
			-- offset 0: by its key, also where the plan was made while there were none
			cross join lateral (select e.report_id, e.from_status, e.to_status, e.from_agency_id, e.agency_id, e.other_agency_id
				from report_event e where e.tenant_id = t.tenant_id and e.event_id = t.event_id offset 0) e
	), change as materialized (
		select e.tenant_id, a.agency_id, e.event_id::text as id, e.sealed, e.new
		from event e,
			lateral (values (e.agency_id), (nullif(e.from_agency_id, e.agency_id)), (e.other_agency_id),
				(case when 'answered' in (e.from_status, e.to_status) then e.desk_id end)) as a (agency_id)
		where a.agency_id is not null
		union all
		select e.tenant_id, c.agency_id, e.event_id::text, e.sealed, e.new
		from event e
			cross join lateral (select c.agency_id from report_agency c
				where c.tenant_id = e.tenant_id and c.report_id = e.report_id offset 0) c
	), said as (
		select queue_topic(c.tenant_id, c.agency_id) as topic, c.id, null::timestamptz as ended, c.new from change c
		union all
		select queue_topic(w.tenant_id, w.agency_id), w.report_id::text, w.lease_until, w.lease_until > v_bound
		from head h join work_item w on w.tenant_id = h.tenant_id and w.lease_until > v_from and w.lease_until <= now()
		union all
		select change_topic(c.tenant_id, c.agency_id), c.id, null, false from change c where c.sealed
		union all
		select change_topic(h.tenant_id, 0), h.seq::text, null, false from head h where h.seq > h.from_seq
	)
	select d.topic, concat_ws(' ', count(*), max(d.id), max(d.ended)), case when bool_or(d.new)
		then concat_ws(' ', count(*) filter (where d.new), max(d.id) filter (where d.new), max(d.ended) filter (where d.new)) end
	from said d
	group by 1
	union all
	select '', jsonb_build_object('at', v_bound, 'seqs', jsonb_object_agg(h.tenant_id, h.seq))::text, null
	from head h;
end $$;
