-- leave_add: notes a leave
select * from pakn.leave_add(:digest, :tenant, :operation_id, :body_hash, :event_id, :who, :deputy, :from, :until)
