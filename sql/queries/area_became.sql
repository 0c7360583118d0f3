-- area_became: what a unit is on a day
select * from pakn.area_became(:tenant, :area, :at, :on, :lat, :lon)
