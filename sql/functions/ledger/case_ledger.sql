-- case_ledger: who held the clock of a case, for those who may see it; for an agency that had it once, its own time.
-- Answers: 200 | PK401 PK403 | PK404 unknown, or never theirs
create or replace function pakn.case_ledger(p_digest bytea, p_tenant int, p_report_id uuid, p_lang text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'case:read');
	seen record := pakn.case_read(p_tenant, p_report_id, who.role, who.agency_id);
begin
	return (200, ledger_json(seen.r, seen.own_id, p_lang)::text, null, null, null, null)::pakn.answer;
end $$;
