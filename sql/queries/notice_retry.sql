-- notice_retry: has a dead notice sent again
select * from pakn.notice_retry(:digest, :tenant, :entry)
