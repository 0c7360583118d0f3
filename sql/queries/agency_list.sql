-- agency_list: agencies
select * from pakn.agency_list(:tenant, :q)
