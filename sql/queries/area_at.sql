-- area_at: the commune of a point
select * from pakn.area_at(:tenant, :lat, :lon, :at)
