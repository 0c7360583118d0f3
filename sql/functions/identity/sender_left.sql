-- sender_left: which ways the sender left to be reached, for their own view; not the name, number or address itself.
create or replace function pakn.sender_left(r pakn.report)
returns json
language sql stable
as $$
	select json_build_object(
		'name', coalesce(s.name_sealed is not null or s.name is not null, false),
		'phone', coalesce(s.phone_sealed is not null or s.phone is not null, false),
		'email', coalesce(s.email_sealed is not null or s.email is not null, false),
		'allow_call', coalesce(s.allow_call, false), 'consent', s.consent_version)
	from (values (r.tenant_id, r.report_id)) of (tenant_id, report_id)
		left join pakn.report_sender s on s.tenant_id = of.tenant_id and s.report_id = of.report_id
$$;
