-- file_stored_forget: notes that the store has a file no more
select pakn.file_stored_forget(:tenant, :sha256)
