-- stats_cases_sheet: a page of the list behind a figure, as a table to be taken away
select * from pakn.stats_cases_sheet(:digest, :tenant, :period, :from, :to, :as_of, :basis, :group_by, :areas_at, :areas_level, :merged, :cell, :group, :lang, :after, :rows)
