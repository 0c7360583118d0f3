-- delegation_end: takes a delegation back
select * from pakn.delegation_end(:digest, :tenant, :entry)
