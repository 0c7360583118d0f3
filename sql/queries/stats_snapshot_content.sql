-- stats_snapshot_content: a frozen month as it was hashed
select * from pakn.stats_snapshot_content(:digest, :tenant, :snapshot)
