-- route_show: who would get a report
select * from pakn.route_show(:asker, :tenant, :category, :lat, :lon, :area_code, :at, :sender)
