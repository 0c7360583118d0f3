-- rules_version_restore: puts an older set back
select * from pakn.rules_version_restore(:digest, :tenant, :operation_id, :body_hash, :event_id, :number, :note,
	:effective_at, :version)
