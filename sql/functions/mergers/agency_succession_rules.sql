-- agency_succession_rules: has the routing rules that name an agency, as lead or to work along, name its successor from
-- a day on: a rule that holds then ends, and another begins; one that begins later names the successor at once.
-- They are saved as a version of the rules; p_effective_at: null, at once.  Answers the rules as they were, and the
-- numbers of the new ones.
-- Raises: PK409 later_version_waits
-- Writes: import_given, routing_version, routing_rule
create or replace function pakn.agency_succession_rules(p_tenant int, p_agency_id int, p_successor_id int, p_at date, p_by int,
	p_effective_at timestamptz default null)
returns jsonb
language plpgsql
as $$
declare
	c_open constant int := 2147483647;
	v_from timestamptz := p_at::timestamp at time zone 'Asia/Ho_Chi_Minh';
	v_words text := (select format('%s kế thừa %s', n.short_name, o.short_name)
		from pakn.agency o join pakn.agency n on n.tenant_id = p_tenant and n.agency_id = p_successor_id
		where o.tenant_id = p_tenant and o.agency_id = p_agency_id);
	v_last int := (select max(r.rule_id) from pakn.routing_rule r where r.tenant_id = p_tenant);
	v_before jsonb;
	v_added jsonb;
begin
	select jsonb_agg(to_jsonb(r) order by r.rule_id) into v_before
	from pakn.routing_rule r
	where r.tenant_id = p_tenant and r.version_to = c_open and r.valid_to > v_from
		and (r.agency_id = p_agency_id or p_agency_id = any (r.coordinating));
	if v_before is null then
		return '{"before": [], "added": []}';
	end if;
	create temp table import_given on commit drop as
		select r.* from jsonb_populate_recordset(null::pakn.routing_rule, v_before) r;
	insert into import_given
	select r.* from import_given r where r.valid_from < v_from;
	-- Of two rows of a rule one ends, the other is the new rule.
	with numbered as (
		select g.ctid as place, row_number() over (partition by g.rule_id order by g.ctid) as turn, g.valid_from < v_from as parted
		from import_given g
	), ids as (
		select n.place, v_last + row_number() over (order by n.place) as rule_id from numbered n where n.turn = 2
	)
	update import_given g set
		rule_id = coalesce(i.rule_id, g.rule_id),
		valid_to = case when n.parted and i.rule_id is null then v_from else g.valid_to end,
		valid_from = case when i.rule_id is not null then v_from else g.valid_from end,
		reason = case when n.parted and i.rule_id is null then g.reason else format('%s (%s)', g.reason, v_words) end,
		agency_id = case when n.parted and i.rule_id is null or g.agency_id <> p_agency_id then g.agency_id else p_successor_id end,
		coordinating = case when n.parted and i.rule_id is null then g.coordinating
			else array(select distinct case when a = p_agency_id then p_successor_id else a end from unnest(g.coordinating) a order by 1) end
	from numbered n left join ids i on i.place = n.place
	where g.ctid = n.place;
	select coalesce(jsonb_agg(g.rule_id order by g.rule_id), '[]') into v_added from import_given g where g.rule_id > v_last;
	perform pakn.rules_save(p_tenant, false, v_words, p_effective_at, p_by, null);
	drop table import_given;
	return jsonb_build_object('before', v_before, 'added', v_added);
end $$;
