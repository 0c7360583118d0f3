-- rectangles_read: what is to be covered of a picture, as x, y, width, height of each rectangle in turn.
-- Raises: PK422 naming the first that is none, or that lies outside of the picture
create or replace function pakn.rectangles_read(p_list jsonb, p_width int, p_height int)
returns int[]
language plpgsql immutable
as $$
declare
	v_one jsonb;
	v_place int := 0;
	v_cover int[] := '{}';
	v_at int[];
begin
	for v_one in select item from jsonb_array_elements(p_list) with ordinality x (item, place) order by place loop
		begin
			v_at := array[v_one->>'x', v_one->>'y', v_one->>'width', v_one->>'height']::int[];
		exception when data_exception then
			v_at := null;
		end;
		if jsonb_typeof(v_one) <> 'object' or v_at is null or array_position(v_at, null) is not null
			or v_one - '{x,y,width,height}'::text[] <> '{}' then
			perform pakn.refuse(422, 'invalid', pakn.field_error('/rectangles/' || v_place, 'bad_format'));
		end if;
		if least(v_at[1], v_at[2]) < 0 or least(v_at[3], v_at[4]) < 1
			or v_at[1]::bigint + v_at[3] > p_width or v_at[2]::bigint + v_at[4] > p_height then
			perform pakn.refuse(422, 'invalid', pakn.field_error('/rectangles/' || v_place, 'outside_picture'));
		end if;
		v_cover := v_cover || v_at;
		v_place := v_place + 1;
	end loop;
	return v_cover;
end $$;
