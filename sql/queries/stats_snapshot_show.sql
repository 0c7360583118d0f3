-- stats_snapshot_show: a frozen month
select * from pakn.stats_snapshot_show(:digest, :tenant, :snapshot, :basis, :group_by)
