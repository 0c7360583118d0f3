-- factor_pass: the second proof of a sign-in
select * from pakn.factor_pass(:digest, :tenant, :step, :recovery, :session_hours, :session_idle_minutes)
