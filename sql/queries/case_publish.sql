-- case_publish: what of a report is public
select * from pakn.case_publish(:digest, :tenant, :operation_id, :body_hash, :event_id, :id, :version, :action,
	:text, :answer, :reason, :mask, :unmask)
