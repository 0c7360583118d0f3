-- answers_sweep: chore: empties old first answers that can be rebuilt
select pakn.answers_sweep(1000)
