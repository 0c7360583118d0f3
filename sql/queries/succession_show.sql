-- succession_show: by whom an agency is succeeded
select * from pakn.succession_show(:digest, :tenant, :key)
