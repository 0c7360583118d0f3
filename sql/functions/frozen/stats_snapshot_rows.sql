-- stats_snapshot_rows: a table of a frozen month (stats_rows_json).  What somebody has changed is nobody's figures.
-- Raises: PK409 it is not what was hashed | PK422 it was not frozen
create or replace function pakn.stats_snapshot_rows(s pakn.stats_snapshot, p_basis text, p_group text)
returns jsonb
language plpgsql stable
as $$
declare
	v_rows jsonb;
begin
	if s.hash <> sha256(convert_to(s.content, 'UTF8')) then
		perform pakn.refuse(409, 'snapshot_altered');
	end if;
	v_rows := (select t->'rows' from jsonb_array_elements(s.content::jsonb->'tables') t
		where t->>'basis' = coalesce(p_basis, 'received') and t->>'group_by' = coalesce(p_group, 'agency'));
	if v_rows is null then
		perform pakn.refuse(422, 'invalid', pakn.field_error('?group_by', 'not_frozen'));
	end if;
	return v_rows;
end $$;
