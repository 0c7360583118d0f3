-- citizen_reports: what the signed-in citizen reported
select * from pakn.citizen_reports(:digest, :tenant, :cursor, :limit)
