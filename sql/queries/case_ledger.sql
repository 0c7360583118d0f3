-- case_ledger: who held the clock of a case
select * from pakn.case_ledger(:digest, :tenant, :id, :lang)
