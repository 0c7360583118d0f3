-- key_add: a new API key
select * from pakn.key_add(:digest, :tenant, :key_digest, :prefix, :name, :scopes, :channel, :expires_at, :account)
