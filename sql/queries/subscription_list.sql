-- subscription_list: webhooks, or agencies' mailboxes
select * from pakn.subscription_list(:digest, :tenant, :action)
