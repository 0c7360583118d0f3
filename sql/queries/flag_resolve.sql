-- flag_resolve: decides about something that was flagged
select * from pakn.flag_resolve(:digest, :tenant, :operation_id, :body_hash, :event_id, :id, :item, :attachment, :decision,
	:reason)
