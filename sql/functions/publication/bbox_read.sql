-- bbox_read: the box of west, south, east and north in degrees; null for null.
-- Raises: PK422 where it is none
create or replace function pakn.bbox_read(p_bbox text[])
returns public.geometry
language plpgsql immutable
as $$
declare
	v_at double precision[];
begin
	if p_bbox is null then
		return null;
	end if;
	v_at := p_bbox::double precision[];
	if cardinality(v_at) = 4 and v_at[1] between -180 and 180 and v_at[3] between v_at[1] and 180
		and v_at[2] between -90 and 90 and v_at[4] between v_at[2] and 90 then
		return public.st_makeenvelope(v_at[1], v_at[2], v_at[3], v_at[4], 4326);
	end if;
	perform pakn.refuse(422, 'invalid', pakn.field_error('?bbox', 'not_a_box'));
exception when data_exception then
	perform pakn.refuse(422, 'invalid', pakn.field_error('?bbox', 'not_a_box'));
end $$;
