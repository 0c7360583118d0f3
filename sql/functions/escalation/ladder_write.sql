-- ladder_write: the steps of a ladder as ladder_read takes them.
create or replace function pakn.ladder_write(p_steps jsonb)
returns text
language sql immutable
as $$
	select string_agg(coalesce((s.step->>'percent') || '%', '+' || (s.step->>'after') || (s.step->>'unit')) || ' '
			|| (select string_agg(t, ', ' order by t) from jsonb_array_elements_text(s.step->'tells') t), '; ' order by s.place)
		|| '; every ' || (p_steps->'every'->>'after') || (p_steps->'every'->>'unit')
	from jsonb_array_elements(p_steps->'steps') with ordinality s (step, place)
$$;
