-- case_export_note: notes that somebody takes a list of cases away, before they get it: by what it was asked for, and how many.
-- Answers: 200 | PK401 PK403
-- Writes: admin_act
create or replace function pakn.case_export_note(p_digest bytea, p_tenant int, p_filter pakn.case_filter, p_rows int)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'case:export');
begin
	perform admin_act_note(p_tenant, uuid_at(clock_timestamp(), 0), who.staff_id, who.api_key_id, 'cases', 'export', null, null,
		jsonb_strip_nulls(to_jsonb(p_filter)) || jsonb_build_object('rows', p_rows));
	return (200, null, null, null, null, null)::pakn.answer;
end $$;
