-- flag_list: what was flagged and waits for the desk
select * from pakn.flag_list(:digest, :tenant, :cursor, :limit, :lang)
