-- attachment_find: the file of an attachment
select sha256, type, bytes, open, home from pakn.attachment_find(:digest, :tenant, :entry, :size)
