-- report_act: what its sender does with a report
select * from pakn.report_act(:digest, :tenant, :operation_id, :body_hash, :event_id, :code, :action, :score, :comment,
	:reason, :lang)
