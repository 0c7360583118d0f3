-- stats_qd766_sheet: the same as a table to be taken away
select * from pakn.stats_qd766_sheet(:digest, :tenant, :period, :from, :to, :as_of, :lang)
