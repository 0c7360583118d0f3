-- stats_summary_show: a period on one page
select * from pakn.stats_summary_show(:digest, :tenant, :period, :from, :to, :as_of, :basis, :least, :action, :lang)
