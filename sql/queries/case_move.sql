-- case_move: an action of staff
select * from pakn.case_move(:digest, :tenant, :operation_id, :body_hash, :event_id, :id, :version, :action,
	:agency, :reason, :text, :outcome, :at, :as, :attachments, :until, :due_on, :planned_on, :assignee)
