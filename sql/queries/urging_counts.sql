-- urging_counts: how often each agency was reminded, escalated and urged
select * from pakn.urging_counts(:digest, :tenant, :from, :to)
