-- password_change: another password for the caller
select * from pakn.password_change(:digest, :tenant, :old_hash, :new_hash, :session_hours, :session_idle_minutes)
