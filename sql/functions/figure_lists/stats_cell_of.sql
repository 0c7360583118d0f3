-- stats_cell_of: the codes of the row that a list is asked of, as many as the question has groups; null: of all.  Checks who asks, too: whoever
-- sees only the cases of some agencies opens only their rows.
-- Raises: PK403 | PK422 a cell or a row that is none
create or replace function pakn.stats_cell_of(q pakn.stats_question, p_cell text, p_row text, p_scope int[])
returns text[]
language plpgsql stable
as $$
declare
	v_codes text[] := string_to_array(p_row, ',');
begin
	if pakn.stats_cell_classes(p_cell) is null and (pakn.stats_flow_cell(p_cell)).classes is null then
		perform pakn.refuse(422, 'invalid', pakn.field_error('?cell', 'bad_choice'));
	end if;
	if (case q.basis when 'received' then pakn.stats_cell_classes(p_cell) else (pakn.stats_flow_cell(p_cell)).classes end) is null then
		perform pakn.refuse(422, 'invalid', pakn.field_error('?cell', 'other_basis'));
	end if;
	if cardinality(v_codes) <> cardinality(q.groups) then
		perform pakn.refuse(422, 'invalid', pakn.field_error('?group', 'bad_format'));
	end if;
	if p_scope is not null and not (v_codes is not null and q.groups[1] in ('agency', 'successor') and pakn.stats_keys(q.tenant_id, q.groups[1], v_codes[1]) <@ p_scope) then
		perform pakn.refuse(403, 'forbidden');
	end if;
	return v_codes;
end $$;
