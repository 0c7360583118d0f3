-- change_list: what happened to cases, for systems that follow
select * from pakn.change_list(:digest, :tenant, :after, :scope, :limit, :action)
