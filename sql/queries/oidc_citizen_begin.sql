-- oidc_citizen_begin: opens a session of a citizen
select * from pakn.oidc_citizen_begin(:tenant, :provider, :person, :new_digest, :citizen_session_hours)
