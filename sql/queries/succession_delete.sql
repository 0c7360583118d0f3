-- succession_delete: takes a planned succession back
select * from pakn.succession_delete(:digest, :tenant, :key, :version)
