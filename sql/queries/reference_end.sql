-- reference_end: takes one back
select * from pakn.reference_end(:digest, :tenant, :event_id, :id, :entry)
