-- 0047 figures: as columns of a row.  What answers them so now answered a value before: the old functions go.
drop function if exists pakn.stats_received(pakn.stat_rollup);
drop function if exists pakn.stats_handled(pakn.stat_rollup, bigint, bigint);
drop function if exists pakn.stats_beside(pakn.stat_rollup);
