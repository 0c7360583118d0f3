-- recovery_renew: other recovery codes
select * from pakn.recovery_renew(:digest, :tenant, :step, :recovery)
