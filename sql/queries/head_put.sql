-- head_put: puts a head in charge
select * from pakn.head_put(:digest, :tenant, :operation_id, :body_hash, :username, :from)
