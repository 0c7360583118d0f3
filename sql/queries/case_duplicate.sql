-- case_duplicate: a case is the same matter as another
select * from pakn.case_duplicate(:digest, :tenant, :operation_id, :body_hash, :event_id, :id, :version, :of, :reason)
