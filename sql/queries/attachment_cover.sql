-- attachment_cover: the versions of a picture of which parts are covered
select * from pakn.attachment_cover(:digest, :tenant, :event_id, :id, :entry, :original, :cover, :reason, :sha256s, :bytes,
	:widths, :heights)
