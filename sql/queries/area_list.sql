-- area_list: units
select * from pakn.area_list(:tenant, :parent, :at)
