-- Rollups that a migration has emptied are counted anew.
select pakn.stat_rebuild(t.tenant_id, false)
from pakn.tenant t
where exists (select from pakn.report r where r.tenant_id = t.tenant_id)
	and not exists (select from pakn.stat_rollup r where r.tenant_id = t.tenant_id)
	and not exists (select from pakn.stat_delta d where d.tenant_id = t.tenant_id);
