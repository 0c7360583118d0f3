-- webhook_rotate: another secret of a webhook
select * from pakn.webhook_rotate(:digest, :tenant, :secret_id, :secret, :webhook, :hours, :version)
