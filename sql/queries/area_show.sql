-- area_show: the units of a code
select * from pakn.area_show(:tenant, :area, :at)
