-- stats_qd766: the sheet of QĐ 766
select * from pakn.stats_qd766(:digest, :tenant, :period, :from, :to, :as_of, :lang)
