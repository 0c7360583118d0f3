-- 0048 durations: how long reports took until they were accepted and first answered is kept beside how long until the release, in the same
-- histograms, written and counted anew with the other figures.
create type pakn.stat_measure as enum ('accept', 'answer', 'release');

-- Which duration a class has; null: none.
alter table pakn.stat_class add column measure pakn.stat_measure;
update pakn.stat_class set measure = 'release' where released;
alter table pakn.stat_class drop column released;
insert into pakn.stat_class (stat_class, name, refused, on_time, late, in_time, overdue, measure) values
	(91, 'first_accepted', 0, 0, 0, 0, 0, 'accept'),
	(92, 'first_answered', 0, 0, 0, 0, 0, 'answer');

-- How long reports took: how many there are in each class of working time (counts[stat_bucket]; null: none).  By no hours: nearly each answer
-- would be a row.
drop table pakn.stat_duration;
create table pakn.stat_duration (
	tenant_id   int not null,
	part        pakn.stat_part not null,
	dimension   pakn.stat_kept not null,
	measure     pakn.stat_measure not null,
	grain       pakn.stat_grain not null check (grain <> 'hour'),
	starts_at   timestamptz not null,
	key         int not null,
	counts      int[] not null,
	primary key (tenant_id, part, dimension, measure, grain, starts_at, key)
) with (fillfactor = 70);

-- All figures anew, from the history, as soon as the functions are there that read it (zz_rollups).
truncate pakn.stat_rollup, pakn.stat_delta;
drop table pakn.timing_delta, pakn.timing_rollup;

-- These take something else now, or are no more.
do $$
declare
	v_function regprocedure;
begin
	for v_function in select p.oid from pg_proc p where p.pronamespace = 'pakn'::regnamespace
		and p.proname in ('timing_cells', 'timing_fold', 'timing_move', 'timing_put', 'timing_recount', 'timing_released', 'timing_rows', 'stats_durations')
	loop
		execute format('drop function %s', v_function);
	end loop;
end $$;
