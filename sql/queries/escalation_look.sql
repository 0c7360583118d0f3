-- escalation_look: chore: finds the open cases that have come near a step of their ladder
select pakn.escalation_look(500)
