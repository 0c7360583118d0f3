-- tenant_merge_problems: what stands against a merger with this mapping: lines that say nothing, what has no
-- counterpart, user names that both provinces have.  fault: bad_line, unknown_old, unknown_new, no_counterpart, clash.
create or replace function pakn.tenant_merge_problems(p_old int, p_into int, p_text text)
returns table (noun text, code text, fault text, used bigint)
language sql stable
as $$
	with given as materialized (
		select * from pakn.tenant_merge_read(p_text)
	), wanted as (
		select w.noun, w.code, w.used, g.line is not null as is_given, coalesce(g.new_code, case when g.line is null then w.code end) as target
		from pakn.tenant_merge_wanted(p_old) w left join given g on g.noun = w.noun and g.old_code = w.code
	)
	select coalesce(g.noun, ''), coalesce(g.old_code, ''), 'bad_line', g.line
	from given g
	where g.noun is null or g.noun not in ('agencies', 'areas', 'categories', 'accounts') or g.old_code is null
	union all
	select g.noun, g.old_code, 'unknown_old', g.line
	from given g
	where g.noun in ('agencies', 'areas', 'categories', 'accounts') and pakn.tenant_merge_target(p_old, g.noun, g.old_code) is null
		and not exists (select from pakn.agency a where g.noun = 'agencies' and a.tenant_id = p_old and a.code = g.old_code)
	union all
	select w.noun, w.code, case when w.is_given and w.target is not null then 'unknown_new' else 'no_counterpart' end, w.used
	from wanted w
	where w.noun <> 'accounts' and (w.target is null or pakn.tenant_merge_target(p_into, w.noun, w.target) is null)
	union all
	select w.noun, w.code, 'clash', w.used
	from wanted w
	where w.noun = 'accounts' and w.target is not null and (pakn.tenant_merge_target(p_into, 'accounts', w.target) is not null
		or (select count(*) from wanted o where o.noun = 'accounts' and o.target = w.target) > 1)
	order by 1, 2
$$;
