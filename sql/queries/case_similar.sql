-- case_similar: cases that may be the same matter
select * from pakn.case_similar(:digest, :tenant, :id, :radius, :limit)
