-- queue_claim: takes work
select * from pakn.queue_claim(:digest, :tenant, :operation_id, :body_hash, :limit, :lease_seconds, :ids)
