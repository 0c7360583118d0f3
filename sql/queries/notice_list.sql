-- notice_list: what was told, or could not be
select * from pakn.notice_list(:digest, :tenant, :state, :to, :report, :cursor, :limit)
