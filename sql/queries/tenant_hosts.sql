-- tenant_hosts: provinces and their host names
select tenant_id, is_default, host from pakn.tenant_hosts()
