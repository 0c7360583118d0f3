-- case_export_note: notes that they do
select * from pakn.case_export_note(:digest, :tenant, row(:q, :state, :category, :area, :agency, :role, :channel, :sender, :urgency, :assignee,
	:received_from, :received_to, :due_from, :due_before, :archived)::pakn.case_filter, :rows)
