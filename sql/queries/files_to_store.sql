-- files_to_store: what to do about files on disk
select todo from pakn.files_to_store(:tenants, :sha256s, :hours)
