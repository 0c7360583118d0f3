-- oidc_session_begin: opens a session of staff
select * from pakn.oidc_session_begin(:tenant, :provider, :subject, :staff_id, :digest, :session_hours, :return_path)
