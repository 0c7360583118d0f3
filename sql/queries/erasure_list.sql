-- erasure_list: the register of erasures
select * from pakn.erasure_list(:digest, :tenant, :from, :to, :report, :cursor, :limit)
