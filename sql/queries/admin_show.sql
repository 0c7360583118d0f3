-- admin_show: one fact
select * from pakn.admin_show(:digest, :tenant, :action, :key)
