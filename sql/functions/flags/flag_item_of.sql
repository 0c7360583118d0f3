-- flag_item_of: by what a thing is named that can be flagged: text, answer, or the id of a photo.
-- Raises: PK422 a photo without its id
create or replace function pakn.flag_item_of(p_item text, p_attachment uuid)
returns text
language plpgsql immutable
as $$
begin
	if p_item = 'photo' and p_attachment is null then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/attachment', 'required'));
	end if;
	return case when p_item = 'photo' then p_attachment::text else p_item end;
end $$;
