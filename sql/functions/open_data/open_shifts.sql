-- open_shifts: what may be put on top of one row of a table of open_counts, and taken off another one, so that everything that
-- belongs together still fits: N = R + A, A = H + P, H = H1 + H2, P = P1 + P2, overdue = H2 + P2.  The first ones hide least.
create or replace function pakn.open_shifts()
returns table (shift int, deltas int[])
language sql immutable
as $$
	select s.place::int, s.deltas
	from unnest(array[
		--    N  R  A  H H1 H2  P  O P2  U  D  M P1
		'{    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0}',
		'{    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0}',
		'{    0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0}',
		'{    1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
		'{    0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0,-1}',
		'{    0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0,-1}',
		'{    0, 0, 0, 0,-1, 1, 0, 1, 0, 0, 0, 0, 0}',
		'{    0, 0, 0, 0,-1, 1, 0, 1, 0, 1, 0, 0, 0}',
		'{    0, 0, 0, 0, 1,-1, 0, 0, 1, 0, 0, 0,-1}',
		'{    0, 0, 0,-1,-1, 0, 1, 0, 0, 0, 0, 0, 1}',
		'{    0, 0, 0,-1, 0,-1, 1, 0, 1, 0, 0, 0, 0}',
		'{    0,-1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1}',
		'{    0,-1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0}',
		'{    0,-1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0}',
		'{    0,-1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0}',
		'{    0,-1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0}',
		'{    0,-1, 1, 1, 0, 1, 0, 1, 0, 1, 0, 0, 0}',
		'{    1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1}',
		'{    1, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0}',
		'{    1, 0, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0}',
		'{    1, 0, 1, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0}',
		'{    1, 0, 1, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0}',
		'{    1, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 0, 0}'
		]::text[]) with ordinality t (words, place),
		lateral (select t.place, t.words::int[] as deltas) s
$$;
