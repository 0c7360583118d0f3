-- attachment_release: lets everybody see a picture, or takes it back
select * from pakn.attachment_release(:digest, :tenant, :event_id, :id, :entry, :version, :action, :reason)
