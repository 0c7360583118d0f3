-- overview_values: what the words of a supervisor's morning may name: the open work of the province as it stands, and the agencies
-- with most of what is overdue.
create or replace function pakn.overview_values(p_tenant int)
returns jsonb
language plpgsql stable
as $$
begin
	return (
		with agencies as (
			select w.agency_id, count(*) as open, count(*) filter (where w.due_at < now() and w.stat_class <= 2) as overdue,
				count(*) filter (where w.escalated = 'supervisor') as escalated
			from pakn.work_item w
			where w.tenant_id = p_tenant and w.part = 'lead'
			group by 1
		)
		select jsonb_build_object('province', t.name, 'hotline', t.hotline, 'today', to_char(now(), 'DD/MM/YYYY'), 'open', sum(g.open),
			'overdue', sum(g.overdue), 'escalated', sum(g.escalated),
			'urged', (select count(*) from pakn.urging u where u.tenant_id = p_tenant and u.replied_at is null),
			'list', (select string_agg(a.name || ': ' || x.overdue, E'\n' order by x.overdue desc, a.code)
				from (select * from agencies where overdue > 0 order by overdue desc limit 20) x
					join pakn.agency a on a.tenant_id = p_tenant and a.agency_id = x.agency_id))
		from pakn.tenant t, agencies g
		where t.tenant_id = p_tenant
		group by t.name, t.hotline);
end $$;
