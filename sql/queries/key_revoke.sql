-- key_revoke: ends an API key
select * from pakn.key_revoke(:digest, :tenant, :api_key)
