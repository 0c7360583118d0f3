-- link_act: does something by a link
select * from pakn.link_act(:digest, :tenant, :operation_id, :body_hash, :event_id, :version, :action, :score, :comment,
	:reason, :text, :outcome, :planned_on, :attachments, :lang)
