-- files_to_unstore: what is to be deleted in the store
select tenant_id, sha256 from pakn.files_to_unstore(:seconds, :limit)
