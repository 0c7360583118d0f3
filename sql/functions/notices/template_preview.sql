-- template_preview: what a notice would say of a made-up report: in the words in force, or in those of a draft.
-- Answers: 200 | PK401 PK403 | PK404 unknown notice | PK422 unknown names
create or replace function pakn.template_preview(p_digest bytea, p_tenant int, p_notice text, p_template_lang text, p_subject text,
	p_body text, p_public_url text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:webhooks');
	v_lang text := coalesce(p_template_lang, 'vi');
	v_said record;
begin
	perform template_check(p_notice, p_subject, p_body);
	v_said := notice_words(p_tenant, p_notice, v_lang, template_sample(v_lang, p_public_url), p_subject, p_body);
	return (200, json_build_object('event', p_notice, 'lang', v_lang, 'subject', v_said.subject, 'body', v_said.body)::text,
		null, null, null, null)::pakn.answer;
end $$;
