-- delegation_add: lets a colleague approve for a time
select * from pakn.delegation_add(:digest, :tenant, :operation_id, :body_hash, :event_id, :deputy, :from, :until)
