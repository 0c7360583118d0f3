-- tenant_merge_wanted: what of a province needs a counterpart where it becomes part of another: agencies, areas and
-- categories of open cases, agencies of accounts that go along.  used: by how many.
create or replace function pakn.tenant_merge_wanted(p_tenant int)
returns table (noun text, code text, used bigint)
language sql stable
as $$
	select 'agencies', a.code, count(*)
	from (select w.agency_id from pakn.work_item w where w.tenant_id = p_tenant
		union all
		select r.agency_id from pakn.work_item w join pakn.report r on r.tenant_id = p_tenant and r.report_id = w.report_id
		where w.tenant_id = p_tenant and w.part = 'lead' and r.agency_id <> w.agency_id
		union all
		select g.agency_id from pakn.work_item w join pakn.report_agency g on g.tenant_id = p_tenant and g.report_id = w.report_id
		where w.tenant_id = p_tenant and w.part = 'lead'
		union all
		select s.agency_id from pakn.staff s where s.tenant_id = p_tenant and s.active) u
		join pakn.agency a on a.tenant_id = p_tenant and a.agency_id = u.agency_id
	group by 2
	union all
	select 'areas', a.code, count(*)
	from pakn.work_item w join pakn.area a on a.tenant_id = p_tenant and a.area_id = w.area_id
	where w.tenant_id = p_tenant
	group by 2
	union all
	select 'categories', c.code, count(*)
	from pakn.work_item w join pakn.category c on c.tenant_id = p_tenant and c.category_id = w.category_id
	where w.tenant_id = p_tenant
	group by 2
	union all
	select 'accounts', s.username, 1
	from pakn.staff s
	where s.tenant_id = p_tenant and s.active
$$;
