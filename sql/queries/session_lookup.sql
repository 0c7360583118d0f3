-- session_lookup: how a password is to be hashed, and how long one has to wait first
select staff_id, setting, wait from pakn.session_lookup(:tenant, :username, :address::inet)
