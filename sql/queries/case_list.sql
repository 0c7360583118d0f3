-- case_list: cases that went astray between agencies
select * from pakn.case_list(:digest, :tenant, :state, :cursor, :limit)
