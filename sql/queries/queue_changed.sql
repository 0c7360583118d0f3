-- queue_changed: queues and feeds that changed; wakes long polls and streams
select topic, mark, next from pakn.queue_changed(:seconds, :from)
