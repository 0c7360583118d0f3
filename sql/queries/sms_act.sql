-- sms_act: what somebody does by a message
select said from pakn.sms_act(:digest, :tenant, :operation_id, :body_hash, :event_id, :code, :phone_hash, :verb, :score,
	:text)
