-- account_list: the accounts of the province
select * from pakn.account_list(:digest, :tenant, :agency, :after, :limit)
