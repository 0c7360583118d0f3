-- case_bulk_begin: which cases one action is done to at once; answers how many
select json_array_length(b.body::json->'cases') as count from pakn.case_bulk_begin(:digest, :tenant, :operation_id, :body_hash,
	:codes, :versions, row(:q, :state, :category, :area, :of_agency, :role, :channel, :sender, :urgency, :assignee,
	:received_from, :received_to, :due_from, :due_before, :archived)::pakn.case_filter, :count) b
