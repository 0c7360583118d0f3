-- open_page: figures for everybody, as a page
select * from pakn.open_page(:tenant, :period, :group_by, :language, :small, :rates, :licence)
