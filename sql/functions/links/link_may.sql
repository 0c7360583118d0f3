-- link_may: what may be done by a link now: by its agency, while the case is there; by who sent the report, as ever.
create or replace function pakn.link_may(l pakn.case_link, r pakn.report)
returns text[]
language plpgsql stable
as $$
begin
	if l.purpose = 'rate' then
		return array(select a from unnest(pakn.sender_may(r)) a where a in ('rate', 'reopen') order by 1);
	elsif pakn.case_standing(r, pakn.agency_acting(r.tenant_id, l.agency_id, r.agency_id)) is distinct from 'lead' then
		return '{}';
	end if;
	return array(select distinct a.action from pakn.lifecycle_allowed(r, '{staff}', r.agency_id) a
		where a.action in ('accept', 'return', 'answer') order by 1);
end $$;
