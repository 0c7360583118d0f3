-- files_unused: files that nothing names any more
select tenant_id, sha256 from pakn.files_unused(:limit)
