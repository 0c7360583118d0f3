-- ladder_of: the ladder of cases of a field and urgency in a stage: the province's that names most (the field before the urgency
-- before the stage), else one of those of all provinces.
create or replace function pakn.ladder_of(p_tenant int, p_category_id int, p_urgency text, p_stage text)
returns jsonb
language plpgsql stable
as $$
begin
	return (
		select l.steps
		from pakn.ladder l
		where l.tenant_id in (p_tenant, 0) and l.category_id in (p_category_id, 0) and l.urgency in (p_urgency, '')
			and l.stage in (p_stage, '')
		order by l.tenant_id desc, (l.category_id > 0)::int + (l.urgency <> '')::int + (l.stage <> '')::int desc,
			l.category_id desc, l.urgency desc, l.stage desc
		limit 1);
end $$;
