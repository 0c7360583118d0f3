-- outbox_claim: takes notices that are due
select * from pakn.outbox_claim(:lease, :lease_ms, :limit, :share, :mail, :lang, :public_url, :service_url)
