-- report_show: a report by its code
select * from pakn.report_show(:digest, :tenant, :code, :code_slip, :lang)
