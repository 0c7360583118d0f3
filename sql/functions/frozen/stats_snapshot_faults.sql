-- stats_snapshot_faults: what is not as it was frozen, of one snapshot of a province or of all: content: it has another hash, and
-- nothing more is asked of it; columns: beside it stands something else than in it; chain: the snapshot before is gone or
-- another; history: the sealed history is not the one that was there then.  Nothing where nothing is.
create or replace function pakn.stats_snapshot_faults(p_tenant int, p_number int default null)
returns table (number int, fault text)
language sql stable
as $$
	select s.number, f.fault
	from pakn.stats_snapshot s
		cross join lateral (select s.hash = sha256(convert_to(s.content, 'UTF8')) as whole) w
		cross join lateral (select case when w.whole then s.content::jsonb end as frozen) c
		cross join lateral (values
			('content', w.whole),
			('columns', not w.whole or (s.number, s.period, s.first, s.until, s.as_of, s.definitions, s.made_at) is not distinct from
				((c.frozen->>'number')::int, c.frozen->>'period', (c.frozen->>'from')::timestamptz, (c.frozen->>'to')::timestamptz,
				(c.frozen->>'as_of')::timestamptz, c.frozen->>'definitions', (c.frozen->>'made_at')::timestamptz)),
			('chain', not w.whole or c.frozen->>'previous' is not distinct from (select encode(p.hash, 'hex') from pakn.stats_snapshot p
				where p.tenant_id = s.tenant_id and p.number = s.number - 1)),
			('history', not w.whole or c.frozen->'history'->>'hash' is not distinct from case when (c.frozen->'history'->>'seq')::bigint = 0
				then encode(pakn.history_root(s.tenant_id), 'hex') else (select encode(e.hash, 'hex') from pakn.event_seal e
				where e.tenant_id = s.tenant_id and e.seq = (c.frozen->'history'->>'seq')::bigint) end)) f (fault, well)
	where s.tenant_id = p_tenant and (p_number is null or s.number = p_number) and not f.well
	order by 1, 2
$$;
