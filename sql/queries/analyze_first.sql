-- analyze_first: chore: statistics of tables that have rows, and none yet
select pakn.analyze_first(1)
