-- choices_write: choices as choices_read takes them.
create or replace function pakn.choices_write(p_choices jsonb)
returns text
language sql immutable
as $$
	select string_agg((e.x->>'code') || '=' || (e.x->>'name'), '; ' order by e.place)
	from jsonb_array_elements(p_choices) with ordinality e (x, place)
$$;
