-- stats_resolution_sheet: resolution rates as a table to be taken away
select * from pakn.stats_resolution_sheet(:digest, :tenant, :period, :from, :to, :as_of, :basis, :group_by, :lang, :areas_at, :areas_level, :merged)
