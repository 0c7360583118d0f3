-- case_preview: what the public would read of a report
select * from pakn.case_preview(:digest, :tenant, :id, :mask, :unmask)
