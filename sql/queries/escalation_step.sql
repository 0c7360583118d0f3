-- escalation_step: chore: takes the steps that have come on the ladders of open cases
select pakn.escalation_step(100)
