-- report_show: what one may know who has a tracking code: anyone, or (by the secret or their session) its sender.
-- The etag is a digest: the views differ, and a report becomes overdue without a new version.
-- Words that staff wrote, such as why a case was returned, are for the sender alone.
-- p_slip: the code looks like one of ours, but its check symbol does not fit: whoever typed it is told.
-- Answers: 200 | PK404 unknown code | PK401 a credential that is not this report's secret nor anybody's
create or replace function pakn.report_show(p_digest bytea, p_tenant int, p_code text, p_slip boolean, p_lang text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_code report_code;
	v_sender boolean;
	v_body text;
begin
	select * into v_code from report_code c where c.tenant_id = p_tenant and c.code = p_code;
	if not found then
		perform code_refuse(p_slip);
	end if;
	v_sender := p_digest is not null and (p_digest = v_code.secret_digest or sender_signed_in(p_digest, p_tenant, v_code.report_id, report_home(v_code)));
	if p_digest is not null and not v_sender and not exists (select from caller_find(p_digest, p_tenant)) then
		perform refuse(401, 'unauthenticated');
	end if;
	select report_public(r, p, case when v_sender then 'sender' else 'code' end, p_lang)::text into v_body
	from report r left join report_publication p on p.tenant_id = r.tenant_id and p.report_id = r.report_id
	where r.tenant_id = report_home(v_code) and r.report_id = v_code.report_id;
	return (200, v_body, md5(v_body), null, null, null)::pakn.answer;
end $$;
