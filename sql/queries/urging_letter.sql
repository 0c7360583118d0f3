-- urging_letter: the same for print
select * from pakn.urging_letter(:digest, :tenant, :entry)
