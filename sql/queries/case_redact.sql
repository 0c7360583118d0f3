-- case_redact: removes words, or a file, for good
select * from pakn.case_redact(:digest, :tenant, :operation_id, :body_hash, :event_id, :id, :part, :event,
	:text, :reason, :attachment, :version, :asked_by, :ground)
