-- unaccepted_chore: chore: gives back to the desk what nobody has accepted in time
select pakn.unaccepted_chore(100)
