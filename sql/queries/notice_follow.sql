-- notice_follow: makes the notices of what has happened
select pakn.notice_follow(:mail, :limit)
