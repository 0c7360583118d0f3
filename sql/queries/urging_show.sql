-- urging_show: one of these letters, with its cases
select * from pakn.urging_show(:digest, :tenant, :entry)
