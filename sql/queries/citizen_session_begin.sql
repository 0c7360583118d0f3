-- citizen_session_begin: a session for who knows the code that went to a phone
select wait, body from pakn.citizen_session_begin(:tenant, :phone_hash, :code_digest, :new_digest, :address::inet, :agent, :citizen_session_hours)
