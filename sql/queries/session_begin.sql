-- session_begin: opens a session
select * from pakn.session_begin(:tenant, :staff_id, :password_hash, :digest, :hours)
