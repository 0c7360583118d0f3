-- stats_groups_check: raises where nobody can group as a question wants to: by what there is, one thing, or one and a time, or two that
-- are kept together (stat_dimension).
-- Raises: PK422
create or replace function pakn.stats_groups_check(q pakn.stats_question)
returns void
language plpgsql stable
as $$
begin
	if not q.groups <@ '{agency,successor,level,area,category,channel,kind,urgency,hour,day,week,month,quarter,year}' or q.groups = '{}' then
		perform pakn.refuse(422, 'invalid', pakn.field_error('?group_by', 'unknown_group'));
	end if;
	if cardinality(q.groups) > 2 or q.groups[1] = q.groups[2] or (select count(*) > 1 from unnest(q.groups) g where pakn.stats_is_time(g))
		or (select d.dimension is null from (select) one left join pakn.stats_dimension(q.groups) d on true) then
		perform pakn.refuse(422, 'invalid', pakn.field_error('?group_by', 'not_kept_together'));
	end if;
end $$;
