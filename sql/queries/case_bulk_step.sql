-- case_bulk_step: does it to the next of them
select s.item, s.problem from pakn.case_bulk_step(:digest, :tenant, :operation_id, :body_hash, :action, :agency, :reason, :text,
	:after, :rows) s
