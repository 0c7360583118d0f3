-- session_lookup: what is needed to check a password
select staff_id, password_hash from pakn.session_lookup(:tenant, :username)
