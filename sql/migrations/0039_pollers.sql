-- oldest-binary: 0.1
-- 0039 pollers: what polls of queues need under load.

-- An index that only accounts' sessions are found by: a look for a credential by its digest, planned while there were few,
-- took it and read all of the province's.
drop index pakn.credential_staff;
create index credential_staff on pakn.credential (tenant_id, staff_id) where staff_id is not null and revoked_at is null;

-- It answers and takes others now: the old one goes.
drop function if exists pakn.queue_changed(int, timestamptz);
