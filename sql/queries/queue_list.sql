-- queue_list: the open work of the caller's agency
select * from pakn.queue_list(:digest, :tenant, :state, :due_before, :category, :area, :cursor, :limit, :known, :role, :assignee)
