-- case_show: a case for staff
select * from pakn.case_show(:digest, :tenant, :id)
