-- open_stats_csv: the same as CSV
select * from pakn.open_stats_csv(:tenant, :period, :group_by, :small, :rates, :licence)
