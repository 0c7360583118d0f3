-- urging_list: letters by which agencies were urged
select * from pakn.urging_list(:digest, :tenant, :state, :agency, :cursor, :limit)
