-- escalation_list: open cases of all agencies of which somebody above them was told
select * from pakn.escalation_list(:digest, :tenant, :level, :agency, :cursor, :limit)
