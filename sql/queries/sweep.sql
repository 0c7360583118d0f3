-- sweep: chore: deletes what has served its time
select pakn.sweep()
