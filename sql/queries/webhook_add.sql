-- webhook_add: a new webhook
select * from pakn.webhook_add(:digest, :tenant, :secret_id, :secret, :name, :url, :agency, :api_key, :events)
