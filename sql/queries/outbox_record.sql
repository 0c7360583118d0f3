-- outbox_record: what became of notices
select pakn.outbox_record(:lease, :tenants, :ids, :outcomes, :waits, :statuses, :errors, :faults, :faults_max, :open_ms)
