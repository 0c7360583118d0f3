-- history_heads: chore: what checkpoints tell of each province
select tenant_id, code, seq, encode(hash, 'hex') from pakn.history_heads()
