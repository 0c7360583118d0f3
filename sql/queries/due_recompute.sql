-- due_recompute: chore: finds the deadlines again that a changed calendar moves
select pakn.due_recompute(200)
