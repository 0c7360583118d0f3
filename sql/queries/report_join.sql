-- report_join: somebody has the same trouble
select * from pakn.report_join(:digest, :tenant, :key_id, :code, :handle)
