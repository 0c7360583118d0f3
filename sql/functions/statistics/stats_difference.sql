-- stats_difference: by how much a figure is more than it was: of counts by outcome, of each of them; null where one of the two has
-- nothing to divide by, or is not counted.
create or replace function pakn.stats_difference(p_value jsonb, p_was jsonb)
returns jsonb
language sql immutable
as $$
	select case jsonb_typeof(p_value)
		when 'number' then case when jsonb_typeof(p_was) = 'number' then to_jsonb(p_value::numeric - p_was::numeric) end
		when 'object' then case when jsonb_typeof(p_was) = 'object' then (
			select jsonb_object_agg(k, coalesce(p_value->>k, '0')::numeric - coalesce(p_was->>k, '0')::numeric)
			from (select jsonb_object_keys(p_value) union select jsonb_object_keys(p_was)) x (k)) end
	end
$$;
