-- texts_read: a list of words; null for null.
-- Raises: PK422 naming the first that is none, or longer than 500 signs
create or replace function pakn.texts_read(p_list jsonb, p_pointer text)
returns text[]
language plpgsql immutable
as $$
declare
	v_place bigint;
begin
	select min(place) - 1 into v_place
	from jsonb_array_elements(p_list) with ordinality x (item, place)
	where jsonb_typeof(item) <> 'string' or length(item #>> '{}') not between 1 and 500;
	if v_place is not null then
		perform pakn.refuse(422, 'invalid', pakn.field_error(p_pointer || '/' || v_place, 'bad_format'));
	end if;
	return case when p_list is not null then array(select item #>> '{}' from jsonb_array_elements(p_list) with ordinality x (item, place)
		order by place) end;
end $$;
