-- leave_end: ends a leave
select * from pakn.leave_end(:digest, :tenant, :entry)
