-- session_end: ends the caller's session
select * from pakn.session_end(:digest, :tenant)
