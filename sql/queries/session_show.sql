-- session_show: the caller's own session
select * from pakn.session_show(:digest, :tenant)
