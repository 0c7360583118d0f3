-- citizen_secret: the secret of an own report again
select * from pakn.citizen_secret(:digest, :tenant, :code, :secret_digest)
