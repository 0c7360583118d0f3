-- case_by_phone: cases of who left a number
select * from pakn.case_by_phone(:digest, :tenant, :phone_hash, :reason)
