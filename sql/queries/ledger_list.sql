-- ledger_list: time held by agencies, people, heads
select * from pakn.ledger_list(:digest, :tenant, :from, :to, :group_by, :agency, :lang)
