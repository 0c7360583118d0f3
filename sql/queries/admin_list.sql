-- admin_list: facts of a noun
select * from pakn.admin_list(:digest, :tenant, :action, :q, :at, :active, :cursor, :limit)
