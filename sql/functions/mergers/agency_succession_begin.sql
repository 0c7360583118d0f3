-- agency_succession_begin: what happens at once when the day of a succession has come: the agency ends; its rules
-- (also those made since it was recorded), the agencies below it, the desk's office and its accounts are its heir's.
-- Call it with the province's facts locked.
-- Writes: agency_succession, agency, report_agency, import_given, routing_version, routing_rule, tenant, admin_act, and as agency_succession_people
create or replace function pakn.agency_succession_begin(s pakn.agency_succession, p_heir_id int)
returns void
language plpgsql
as $$
declare
	v_rules jsonb;
	v_people jsonb;
begin
	-- Behind a version that waits, if there is one.
	v_rules := pakn.agency_succession_rules(s.tenant_id, s.agency_id, p_heir_id, s.at, null, (select max(v.effective_at)
		from pakn.routing_version v where v.tenant_id = s.tenant_id and v.effective_at > now() and v.effective_at < 'infinity'));
	-- An heir that stood below it comes to stand in its place, so that nobody stands below themselves.
	update pakn.agency h set parent_id = o.parent_id
	from pakn.agency o
	where h.tenant_id = s.tenant_id and h.agency_id = p_heir_id and o.tenant_id = s.tenant_id and o.agency_id = s.agency_id
		and s.agency_id in (
			with recursive above as (
				select h.parent_id as agency_id
				union all
				select a.parent_id from above b join pakn.agency a on a.tenant_id = s.tenant_id and a.agency_id = b.agency_id)
			select agency_id from above);
	update pakn.agency a set parent_id = p_heir_id
	where a.tenant_id = s.tenant_id and a.parent_id = s.agency_id and a.agency_id <> p_heir_id and a.valid_to > s.at;
	update pakn.agency a set heir_id = p_heir_id, valid_to = case when a.agency_id = s.agency_id then least(a.valid_to, s.at) else a.valid_to end
	where a.tenant_id = s.tenant_id and s.agency_id in (a.agency_id, a.heir_id);
	update pakn.tenant t set desk_id = p_heir_id where t.tenant_id = s.tenant_id and t.desk_id = s.agency_id;
	v_people := pakn.agency_succession_people(s.tenant_id, s.agency_id, p_heir_id, s.head_id);
	-- What it works along with goes on, but where the heir leads, or works along already.
	update pakn.report_agency g set agency_id = p_heir_id
	where g.tenant_id = s.tenant_id and g.agency_id = s.agency_id
		and exists (select from pakn.report r where r.tenant_id = s.tenant_id and r.report_id = g.report_id
			and r.closed_at is null and r.agency_id <> p_heir_id)
		and not exists (select from pakn.report_agency h where h.tenant_id = s.tenant_id and h.report_id = g.report_id
			and h.agency_id = p_heir_id);
	update pakn.agency_succession x set begun_at = now() where x.tenant_id = s.tenant_id and x.agency_id = s.agency_id returning * into s;
	perform pakn.admin_act_by(s.tenant_id, null, 'successions', 'begin',
		(select a.code from pakn.agency a where a.tenant_id = s.tenant_id and a.agency_id = s.agency_id), null,
		pakn.agency_succession_json(s) || jsonb_build_object('rules', v_rules->'added', 'accounts', v_people));
end $$;
