-- stats_snapshot_make: freezes a month that is over
select * from pakn.stats_snapshot_make(:digest, :tenant, :operation_id, :body_hash, :month)
