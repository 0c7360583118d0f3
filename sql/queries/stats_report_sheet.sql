-- stats_report_sheet: what provinces report of a period, as a workbook
select * from pakn.stats_report_sheet(:digest, :tenant, :period, :from, :to, :as_of, :least, :lang)
