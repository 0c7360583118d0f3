-- succession_put: has an agency be succeeded, or checks it
select * from pakn.succession_put(:digest, :tenant, :action, :key, :successor, :at, :head)
