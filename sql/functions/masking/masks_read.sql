-- masks_read: the words of a report that somebody masks by hand; null for null.
-- Raises: PK422 naming the first that stands nowhere in it
create or replace function pakn.masks_read(r pakn.report, p_list jsonb)
returns text[]
language plpgsql immutable
as $$
declare
	v_masks text[] := pakn.texts_read(p_list, '/mask');
	v_place bigint;
begin
	select min(place) - 1 into v_place
	from unnest(v_masks) with ordinality x (w, place)
	where w <> all (pakn.words_standing(v_masks, r));
	if v_place is not null then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/mask/' || v_place, 'nothing_there'));
	end if;
	return v_masks;
end $$;
