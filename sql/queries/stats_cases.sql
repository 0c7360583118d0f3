-- stats_cases: the list behind a figure
select * from pakn.stats_cases(:digest, :tenant, :period, :from, :to, :as_of, :basis, :group_by, :areas_at, :areas_level, :merged, :cell, :group, :lang, :cursor, :limit)
