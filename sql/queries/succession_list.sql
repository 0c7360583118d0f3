-- succession_list: which agencies are succeeded
select * from pakn.succession_list(:digest, :tenant)
