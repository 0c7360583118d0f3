-- unmasks_read: the words of a report that somebody lets stand although the rules would mask them; null for null.
-- Raises: PK422 naming the first that no rule masks as it is written
create or replace function pakn.unmasks_read(r pakn.report, p_list jsonb)
returns text[]
language plpgsql immutable
as $$
declare
	v_unmasks text[] := pakn.texts_read(p_list, '/unmask');
	v_place bigint;
begin
	select min(place) - 1 into v_place
	from unnest(v_unmasks) with ordinality x (w, place)
	where w not in (select substr(t.words, s.at, s.len)
		from unnest(array[normalize(r.description), normalize(r.address), normalize(r.answer)]) t (words), pakn.mask_find(t.words) s);
	if v_place is not null then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/unmask/' || v_place, 'nothing_masked'));
	end if;
	return v_unmasks;
end $$;
