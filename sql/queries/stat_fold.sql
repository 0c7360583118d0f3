-- stat_fold: chore: deltas into rollups
select pakn.stat_fold(40000)
