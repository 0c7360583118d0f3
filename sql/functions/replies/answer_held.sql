-- answer_held: whether an answer waits for the head of the agency: because the agency wants it so, or the field does.  The
-- desk has no head; it reviews itself.  p_past: of what an older system did: the fields wanted nothing then.
create or replace function pakn.answer_held(r pakn.report, p_outcome text, p_past boolean default false)
returns boolean
language plpgsql stable
as $$
begin
	return (select a.needs_approval from pakn.agency a where a.tenant_id = r.tenant_id and a.agency_id = r.agency_id)
		or not p_past and coalesce((pakn.answer_rule_of(r.tenant_id, r.category_id, p_outcome)).approval, false)
			and r.agency_id is distinct from (select t.desk_id from pakn.tenant t where t.tenant_id = r.tenant_id);
end $$;
