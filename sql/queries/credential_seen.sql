-- credential_seen: notes that credentials are in use
select pakn.credential_seen(:tenant, :digests)
