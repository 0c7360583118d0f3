-- attachment_original: a picture as it came, of which parts are to be covered
select * from pakn.attachment_original(:digest, :tenant, :id, :entry, :rectangles)
