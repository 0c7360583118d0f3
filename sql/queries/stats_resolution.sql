-- stats_resolution: resolution rates
select * from pakn.stats_resolution(:digest, :tenant, :period, :from, :to, :as_of, :basis, :group_by, :lang, :areas_at, :areas_level, :merged)
