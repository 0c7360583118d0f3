-- stats_snapshot_list: the months that were frozen
select * from pakn.stats_snapshot_list(:digest, :tenant, :month, :cursor, :limit)
