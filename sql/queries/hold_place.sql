-- hold_place: keeps a sender from being erased
select * from pakn.hold_place(:digest, :tenant, :operation_id, :body_hash, :event_id, :report, :phone_hash,
	:email_hash, :reason)
