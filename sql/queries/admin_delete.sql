-- admin_delete: takes a fact back
select * from pakn.admin_delete(:digest, :tenant, :operation_id, :body_hash, :event_id, :action, :key, :version)
