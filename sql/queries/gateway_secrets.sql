-- gateway_secrets: by which a gateway may sign
select secret from pakn.gateway_secrets(:tenant, :gateway)
