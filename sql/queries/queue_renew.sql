-- queue_renew: keeps work for longer
select * from pakn.queue_renew(:digest, :tenant, :claim, :ids, :lease_seconds)
