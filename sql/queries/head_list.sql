-- head_list: who is in charge of an agency, and when
select * from pakn.head_list(:digest, :tenant, :agency)
