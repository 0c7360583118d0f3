-- succession_import: sets what became of units that ended, from the columns of a file; parameters as of
-- categories_import.  The lines of a unit are all its successors: one that it had before and that is not among them
-- goes.  Answers the lines with problems, or how many units got successors, other successors, or the same.
-- Raises: PK422 unknown_tenant
-- Writes: area_successor, only where there is no problem at all
create or replace function pakn.succession_import(p_tenant_code text, p_lines int[], p_old_codes text[],
	p_new_codes text[], p_levels text[])
returns table (line int, problem text, added bigint, changed bigint, same bigint)
language plpgsql
as $$
#variable_conflict use_column
declare
	v_tenant int := pakn.tenant_named(p_tenant_code);
begin
	lock table pakn.area, pakn.area_successor in share row exclusive mode;
	perform pakn.succession_given(v_tenant, p_lines, p_old_codes, p_new_codes, p_levels);
	return query
		select g.line, case when g.area_id is null
				then format('old_code: no unit "%s" of this province has ended', g.old_code)
				else format('new_code: no unit "%s" of this province began on %s, when %s ended', g.new_code, g.day, g.old_code)
			end, null::bigint, null::bigint, null::bigint
		from import_given g
		where g.successor_id is null
		order by 1;
	if not found then
		return query
			select null::int, null::text, count(*) filter (where u.before = '{}'),
				count(*) filter (where u.before not in ('{}', u.given)), count(*) filter (where u.before = u.given)
			from (
				select array_agg(distinct g.successor_id order by g.successor_id) as given,
					array(select s.successor_id from pakn.area_successor s
						where s.tenant_id = v_tenant and s.area_id = g.area_id order by 1) as before
				from import_given g group by g.area_id
			) u;
		delete from pakn.area_successor s
		where s.tenant_id = v_tenant and s.area_id in (select g.area_id from import_given g)
			and (s.area_id, s.successor_id) not in (select g.area_id, g.successor_id from import_given g);
		insert into pakn.area_successor
		select distinct v_tenant, g.area_id, g.successor_id from import_given g
		on conflict do nothing;
	end if;
	drop table import_given;
end $$;
