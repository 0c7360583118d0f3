-- stats_backlog: what came in, went out and is left
select * from pakn.stats_backlog(:digest, :tenant, :period, :from, :to, :by, :group_by, :lang)
