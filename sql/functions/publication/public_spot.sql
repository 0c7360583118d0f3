-- public_spot: where a report is, as near as others may know it: to p_decimals (4: 11 metres, of what is published; 3: 110
-- metres, of what is not), and nowhere unless it is of a thing at a place: else the place may be somebody's home.
create or replace function pakn.public_spot(r pakn.report, p_decimals int)
returns public.geometry
language sql immutable
as $$
	select case when r.kind = 'site' and r.lat is not null then public.st_setsrid(public.st_makepoint(
		round(r.lon::numeric, p_decimals), round(r.lat::numeric, p_decimals)), 4326) end
$$;
