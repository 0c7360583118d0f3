-- reference_add: the number that another system has for a report
select * from pakn.reference_add(:digest, :tenant, :operation_id, :body_hash, :event_id, :id, :source, :ref)
