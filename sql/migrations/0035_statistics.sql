-- 0035 statistics: what is asked of them, as one value.

-- Where a province's month, and so its quarter and year, begins: HCMC counts from the 25th of the month before at 12:00.
-- The month is named by the day on which it ends: with 25 and 12, October is 25 September 12:00 to 25 October 12:00.
alter table pakn.tenant
	add column cutoff_day  int not null default 1 check (cutoff_day between 1 and 28),
	add column cutoff_hour int not null default 0 check (cutoff_hour between 0 and 23);

-- A question to the statistics (stats_question makes and checks it).  Every figure is a function of it.
create type pakn.stats_question as (
	tenant_id   int,
	first       timestamptz,                 -- the period: [first, until), full hours
	until       timestamptz,
	as_of       timestamptz,                 -- null: now, from the rollups
	basis       text,                        -- received: the reports received in the period; handled: the flow through it
	groups      text[],                      -- one, or two
	areas_at    date,                        -- by area: the units of that day
	areas_level text,
	merged      boolean                      -- with provinces that became part of this one
);

-- These take or answer something else now: the old ones go.
do $$
declare
	v_function regprocedure;
begin
	for v_function in select p.oid from pg_proc p where p.pronamespace = 'pakn'::regnamespace
		and p.proname in ('stats_resolution', 'stats_resolution_csv', 'stats_nothing', 'stats_check')
	loop
		execute format('drop function %s', v_function);
	end loop;
end $$;
