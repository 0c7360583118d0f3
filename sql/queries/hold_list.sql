-- hold_list: holds
select * from pakn.hold_list(:digest, :tenant, :cursor, :limit)
