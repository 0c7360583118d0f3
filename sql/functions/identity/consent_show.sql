-- consent_show: what a sender is asked to agree to now, and its version, which goes with their report.
-- Answers: 200 | PK404 the province has no text
create or replace function pakn.consent_show(p_tenant int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_text consent_text;
begin
	select * into v_text from consent_text c where c.tenant_id = p_tenant and c.valid_from <= now()
	order by c.valid_from desc, c.version desc limit 1;
	if not found then
		perform refuse(404, 'no_consent_text');
	end if;
	return (200, json_build_object('version', v_text.version, 'vi', v_text.vi, 'en', v_text.en,
		'valid_from', v_text.valid_from)::text, v_text.version, null, null, null)::pakn.answer;
end $$;
