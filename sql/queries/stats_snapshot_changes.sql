-- stats_snapshot_changes: what became of a frozen month
select * from pakn.stats_snapshot_changes(:digest, :tenant, :snapshot, :basis, :group_by, :lang)
