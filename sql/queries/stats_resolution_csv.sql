-- stats_resolution_csv: resolution rates as CSV
select * from pakn.stats_resolution_csv(:digest, :tenant, :from, :to, :as_of, :basis, :group_by, :areas_at, :areas_level, :merged)
