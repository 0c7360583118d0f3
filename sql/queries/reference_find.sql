-- reference_find: the case of a number of another system
select * from pakn.reference_find(:digest, :tenant, :source, :ref)
