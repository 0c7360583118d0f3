-- tenant_hosts: host names and their provinces
select host, tenant_id from pakn.tenant_hosts()
