-- webhook_act: ends a webhook, takes it up again, or tries it
select * from pakn.webhook_act(:digest, :tenant, :action, :webhook, :event_id)
