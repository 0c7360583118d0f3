-- agencies_along: the agencies that a rule names to work along with the lead (0: the committee of an area), as far as
-- they exist at a time.
create or replace function pakn.agencies_along(p_tenant int, p_agencies int[], p_lead int, p_area_id int, p_at timestamptz)
returns table (agency_id int, code text, name text)
language plpgsql stable rows 1
as $$
#variable_conflict use_column
begin
	return query
		select distinct a.agency_id, a.code, a.name
		from unnest(p_agencies) named (agency_id)
			join pakn.agency a on a.tenant_id = p_tenant and a.agency_id <> p_lead
				and case named.agency_id when 0 then a.kind = 'committee' and a.area_id = p_area_id
					else a.agency_id = named.agency_id end
				and a.valid_from <= p_at::date and p_at::date < a.valid_to;
end $$;
