-- stats_timings: how long reports took
select * from pakn.stats_timings(:digest, :tenant, :period, :from, :to, :group_by, :lang)
