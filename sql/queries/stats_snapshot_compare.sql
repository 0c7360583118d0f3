-- stats_snapshot_compare: two frozen months beside each other
select * from pakn.stats_snapshot_compare(:digest, :tenant, :snapshot, :other, :basis, :group_by, :lang)
