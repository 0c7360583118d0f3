-- stat_overdue: chore: records the passing of due instants
select pakn.stat_overdue(1000)
