-- stats_comparison: a period beside the one before and the same a year before
select * from pakn.stats_comparison(:digest, :tenant, :period, :from, :to, :as_of, :basis, :group_by, :lang)
