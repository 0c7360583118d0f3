-- case_export: a page of a list of cases that staff take away
select * from pakn.case_export(:digest, :tenant, row(:q, :state, :category, :area, :agency, :role, :channel, :sender, :urgency, :assignee,
	:received_from, :received_to, :due_from, :due_before, :archived)::pakn.case_filter, :lang, :after, :rows)
