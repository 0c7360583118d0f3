-- file_stored_note: notes that the store has a file
select pakn.file_stored_note(:tenant, :sha256)
