-- session_list: the caller's sessions
select * from pakn.session_list(:digest, :tenant)
