-- report_entered: what the caller typed in
select * from pakn.report_entered(:digest, :tenant, :cursor, :limit)
