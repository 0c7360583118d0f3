-- queue_changed: agencies whose queue changed just now; wakes long polls
select tenant_id, agency_id from pakn.queue_changed(:seconds)
