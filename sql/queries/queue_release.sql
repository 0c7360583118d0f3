-- queue_release: gives work back
select * from pakn.queue_release(:digest, :tenant, :ids, :claim)
