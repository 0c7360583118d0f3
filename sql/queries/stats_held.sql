-- stats_held: for how long cases were held, and late
select * from pakn.stats_held(:digest, :tenant, :period, :from, :to, :group_by, :lang)
