-- factor_confirm: the first code of a new authenticator
select * from pakn.factor_confirm(:digest, :tenant, :step, :recovery, :session_hours, :session_idle_minutes)
