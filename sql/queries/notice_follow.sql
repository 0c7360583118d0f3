-- notice_follow: makes the notices of what has happened
select * from pakn.notice_follow(:mail, :limit)
