-- wait_end: chore: lets clocks go on whose wait is over
select pakn.wait_end(100)
