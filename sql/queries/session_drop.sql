-- session_drop: ends one of the caller's sessions
select * from pakn.session_drop(:digest, :tenant, :session)
