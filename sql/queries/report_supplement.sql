-- report_supplement: the sender's answer to a question
select * from pakn.report_supplement(:digest, :tenant, :operation_id, :body_hash, :event_id, :code, :text, :attachments,
	:lang)
