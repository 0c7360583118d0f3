-- link_page: a button of the page of a link
select * from pakn.link_page(:digest, :tenant, :operation_id, :body_hash, :event_id, :version, :action, :score,
	:comment, :reason, :text, :outcome, :planned_on, :attachments)
