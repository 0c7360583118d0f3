-- subscription_check: whether there are such an agency, such an API key that still works, and such events.
-- Raises: PK422
create or replace function pakn.subscription_check(p_tenant int, p_channel text, p_agency text, p_api_key int, p_events text[])
returns void
language plpgsql stable
as $$
declare
	v_place bigint;
begin
	if num_nonnulls(p_agency, p_api_key) <> 1 then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/agency', 'agency_or_key'));
	elsif p_agency is not null and not exists (select from pakn.agency a
		where a.tenant_id = p_tenant and a.code = p_agency and current_date < a.valid_to) then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/agency', 'unknown_agency'));
	elsif p_api_key is not null and not exists (select from pakn.credential c
		where c.tenant_id = p_tenant and c.kind = 'k' and c.api_key_id = p_api_key and c.revoked_at is null) then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/api_key', 'unknown_key'));
	end if;
	select e.place - 1 into v_place
	from unnest(p_events) with ordinality e (name, place)
	where not case p_channel
		when 'webhook' then e.name = 'report.received' or exists (select from pakn.action a where 'report.' || a.event_type = e.name)
		else exists (select from pakn.notice n where n.notice = e.name and n.audience = 'staff') end
	order by e.place
	limit 1;
	if found then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/events/' || v_place, 'unknown_event'));
	end if;
end $$;
