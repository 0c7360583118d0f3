-- leave_chore: hands over for those whose leave has begun
select pakn.leave_chore(100)
