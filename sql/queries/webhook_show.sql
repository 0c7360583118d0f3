-- webhook_show: one webhook
select * from pakn.webhook_show(:digest, :tenant, :webhook)
