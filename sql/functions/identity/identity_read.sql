-- identity_read: the one way to who sent a report: notes who looks, when, why and at what, and answers
-- those parts, sealed.  What is answered was noted, since both are one transaction.
-- Writes: identity_look
create or replace function pakn.identity_read(p_tenant int, p_look_id uuid, p_staff_id int, p_purpose text,
	p_report_id uuid, p_fields text[], p_reason text)
returns pakn.identity
language plpgsql
as $$
declare
	v_parts pakn.identity;
begin
	-- An equal look is this one, asked for again because its answer was lost.
	insert into pakn.identity_look values (p_tenant, p_look_id, now(), p_staff_id, p_purpose, p_report_id, p_fields, p_reason)
	on conflict (tenant_id, look_id) do nothing;
	select 200, null, null, p_report_id,
		case when 'name' = any (p_fields) then s.name_sealed end,
		case when 'phone' = any (p_fields) then s.phone_sealed end,
		case when 'email' = any (p_fields) then s.email_sealed end,
		case when 'on_behalf_of' = any (p_fields) then s.on_behalf_of_sealed end
	into v_parts
	from pakn.report_sender s
	where s.tenant_id = p_tenant and s.report_id = p_report_id;
	return v_parts;
end $$;
