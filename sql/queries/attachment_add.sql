-- attachment_add: notes a file that is on disk
select * from pakn.attachment_add(:digest, :tenant, :operation_id, :body_hash, :attachment_id, :type, :sha256s, :bytes,
	:widths, :heights, :signed)
