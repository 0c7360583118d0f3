-- tenant_hosts: provinces and their host names
select tenant_id, is_default, host, into_id from pakn.tenant_hosts()
