-- rules_unfit: the rules of import_given (rules_given) that contradict themselves, with what they keep of before.
create or replace function pakn.rules_unfit()
returns table (line int, field text, code text, names text[])
language plpgsql stable
as $$
#variable_conflict use_column
begin
	return query
		select g.line, x.field, x.code, '{}'::text[]
		from import_given g
			cross join lateral (values
				('valid_to', 'not_after_valid_from', g.valid_from >= g.valid_to),
				('zone_code', 'area_and_zone', g.zone_id > 0 and g.area_id > 0),
				('coordinating', 'is_the_lead', coalesce(g.agency_id, 0) = any (g.coordinating))) x (field, code, wrong)
		where x.wrong;
end $$;
