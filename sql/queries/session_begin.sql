-- session_begin: opens a session
select * from pakn.session_begin(:tenant, :staff_id, :password_hash, :new_digest, :session_id, :address::inet, :agent,
	:session_hours, :session_idle_minutes)
