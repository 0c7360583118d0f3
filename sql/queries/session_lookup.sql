-- session_lookup: how a password is to be hashed
select staff_id, setting from pakn.session_lookup(:tenant, :username)
