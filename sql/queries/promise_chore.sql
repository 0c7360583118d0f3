-- promise_chore: chore: reminds whoever promised something for a day that has passed
select pakn.promise_chore(100)
