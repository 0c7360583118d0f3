-- case_separate: a case is another matter than the one it was merged into
select * from pakn.case_separate(:digest, :tenant, :operation_id, :body_hash, :event_id, :id, :version, :reason)
