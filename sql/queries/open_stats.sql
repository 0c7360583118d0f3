-- open_stats: figures for everybody
select * from pakn.open_stats(:tenant, :period, :group_by, :language, :small, :rates, :licence)
