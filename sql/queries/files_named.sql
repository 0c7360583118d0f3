-- files_named: whether something still names each of these files
select named from pakn.files_named(:tenants, :sha256s)
