-- stats_target_list: what was to be reached, and what was
select * from pakn.stats_target_list(:digest, :tenant, :period, :from, :to, :as_of, :basis, :lang)
