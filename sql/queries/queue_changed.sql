-- queue_changed: queues that changed just now; wakes long polls
select topic, mark from pakn.queue_changed(:seconds)
