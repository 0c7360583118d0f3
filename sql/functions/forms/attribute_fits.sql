-- attribute_fits: whether a value is one that an attribute takes.
create or replace function pakn.attribute_fits(p_kind text, p_choices jsonb, p_value jsonb)
returns boolean
language sql immutable
as $$
	select case p_kind
		when 'text' then jsonb_typeof(p_value) = 'string' and length(p_value #>> '{}') between 1 and 1000
		when 'choice' then jsonb_typeof(p_value) = 'string'
			and p_choices @> jsonb_build_array(jsonb_build_object('code', p_value))
		when 'date' then jsonb_typeof(p_value) = 'string' and case
			when p_value #>> '{}' ~ '^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'
			then substr(p_value #>> '{}', 9)::int <= extract(day from make_date(substr(p_value #>> '{}', 1, 4)::int,
				substr(p_value #>> '{}', 6, 2)::int, 1) + interval '1 month -1 day')
			else false end
		else jsonb_typeof(p_value) = p_kind end
$$;
