-- succession_import: sets what became of units that ended, from the columns of a file; parameters as of
-- categories_import.  The lines of a unit are all its successors: one that it had before and that is not among them
-- goes.  Answers the lines with problems, or how many units got successors, other successors, or the same.
-- Writes: area_successor, only where there is no problem at all
create or replace function pakn.succession_import(p_tenant int, p_lines int[], p_old_codes text[],
	p_new_codes text[], p_levels text[])
returns table (line int, field text, code text, words jsonb, added bigint, changed bigint, same bigint)
language plpgsql
as $$
#variable_conflict use_column
begin
	perform pakn.facts_lock(p_tenant);
	perform pakn.succession_given(p_tenant, p_lines, p_old_codes, p_new_codes, p_levels);
	return query
		select p.line, p.field, p.code, pakn.import_words(p.code, p.names), null::bigint, null::bigint, null::bigint
		from (
			select g.line, 'old_code', 'never_ended', array[g.old_code] from import_given g where g.area_id is null
			union all
			select g.line, 'new_code', 'not_its_successor', array[g.new_code, g.day::text, g.old_code]
			from import_given g where g.area_id is not null and g.successor_id is null
		) p (line, field, code, names)
		order by 1;
	if not found then
		return query
			select null::int, null::text, null::text, null::jsonb, count(*) filter (where u.before = '{}'),
				count(*) filter (where u.before not in ('{}', u.given)), count(*) filter (where u.before = u.given)
			from (
				select array_agg(distinct g.successor_id order by g.successor_id) as given,
					array(select s.successor_id from pakn.area_successor s
						where s.tenant_id = p_tenant and s.area_id = g.area_id order by 1) as before
				from import_given g group by g.area_id
			) u;
		delete from pakn.area_successor s
		where s.tenant_id = p_tenant and s.area_id in (select g.area_id from import_given g)
			and (s.area_id, s.successor_id) not in (select g.area_id, g.successor_id from import_given g);
		insert into pakn.area_successor
		select distinct p_tenant, g.area_id, g.successor_id from import_given g
		on conflict do nothing;
	end if;
	drop table import_given;
end $$;
