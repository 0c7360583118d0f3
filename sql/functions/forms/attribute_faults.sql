-- attribute_faults: what does not fit of what a report answers to the questions of its field: errors, for which it
-- is refused, and doubts, for which the desk looks at it, since the form may be older than the question.
-- Where a field asks nothing now, anything may be said.
-- p_lenient: nothing is refused, all of it is doubt.
-- Not inlined, as caller_once.
create or replace function pakn.attribute_faults(p_tenant int, p_category_id int, p_attributes jsonb, p_at timestamptz,
	p_observed_at timestamptz, p_lenient boolean)
returns table (doubts jsonb, errors jsonb)
language plpgsql stable rows 1
as $$
#variable_conflict use_column
begin
	return query
		with given as (
			select e.key, e.value from jsonb_each(coalesce(p_attributes, '{}')) e where e.value <> 'null'
		), once as (
			select a.*, p_at::date < a.valid_to as stands from pakn.category_attribute a
			where a.tenant_id = p_tenant and a.category_id = p_category_id and a.valid_from <= p_at::date
		), fault as (
			select o.place, o.code as attribute, o.kind, o.choices, case
				when g.key is null and o.valid_from > (coalesce(p_observed_at, p_at) - t.forms_age)::date
					then 'required_since'
				when g.key is null then 'required'
				when g.value #>> '{}' = any (o.choices_once) or exists (select from once e
					where e.code = o.code and pakn.attribute_fits(e.kind, e.choices, g.value)) then 'changed_since'
				when o.kind = 'choice' then 'bad_choice'
				else 'wrong_type' end as code
			from once o
				join pakn.tenant t on t.tenant_id = p_tenant
				left join given g on g.key = o.code
			where o.stands and (o.required or g.key is not null)
				and not coalesce(pakn.attribute_fits(o.kind, o.choices, g.value), false)
			union all
			select null, g.key, null, null,
				case when exists (select from once o where o.code = g.key) then 'ended' else 'unknown_attribute' end
			from given g
			where not exists (select from once o where o.stands and o.code = g.key)
				and exists (select from once o where o.stands or o.code = g.key)
		), told as (
			select f.place, f.attribute, not p_lenient and f.code not in ('required_since', 'changed_since', 'ended') as refused,
				jsonb_strip_nulls(jsonb_build_object('code', f.code,
					'pointer', '/attributes/' || replace(replace(f.attribute, '~', '~0'), '/', '~1'),
					'detail', pakn.attribute_words(f.code, f.kind, f.choices))) as fault
			from fault f
		)
		select jsonb_agg(t.fault - 'detail' order by t.place, t.attribute) filter (where not t.refused),
			jsonb_agg(t.fault order by t.place, t.attribute) filter (where t.refused)
		from told t;
end $$;
