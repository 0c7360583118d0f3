-- case_search: cases that staff look for
select * from pakn.case_search(:digest, :tenant, row(:q, :state, :category, :area, :agency, :role, :channel, :sender, :urgency, :assignee,
	:received_from, :received_to, :due_from, :due_before, :archived)::pakn.case_filter, :sort, :count, :cursor, :limit)
