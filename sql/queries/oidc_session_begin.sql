-- oidc_session_begin: opens a session of staff
select * from pakn.oidc_session_begin(:tenant, :provider, :subject, :staff_id, :new_digest, :session_id, :address::inet, :agent,
	:session_hours, :session_idle_minutes)
