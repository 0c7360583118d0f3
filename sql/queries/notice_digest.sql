-- notice_digest: the morning digest of agencies
select pakn.notice_digest(:mail)
