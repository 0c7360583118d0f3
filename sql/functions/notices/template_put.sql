-- template_put: the province's own words of a notice in a language; without any, those of all provinces again.
-- Answers: 200 | PK401 PK403 | PK404 unknown notice | PK412 other words, or own ones stand there | PK422 unknown names, half the words
--          | PK428 no version of the province's own words
-- Writes: notice_template, admin_act
create or replace function pakn.template_put(p_digest bytea, p_tenant int, p_notice text, p_template_lang text, p_subject text, p_body text,
	p_version text, p_none_match text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:webhooks');
	v_before jsonb;
	v_after jsonb;
begin
	perform template_check(p_notice, p_subject, p_body);
	if num_nonnulls(p_subject, p_body) = 1 then
		perform refuse(422, 'invalid', field_error(case when p_subject is null then '/subject' else '/body' end, 'required'));
	end if;
	perform facts_lock(p_tenant);
	select jsonb_build_object('lang', t.lang, 'subject', t.subject, 'body', t.body) into v_before
	from notice_template t where t.tenant_id = p_tenant and t.notice = p_notice and t.lang = p_template_lang;
	if p_subject is not null then
		v_after := jsonb_build_object('lang', p_template_lang, 'subject', p_subject, 'body', p_body);
	end if;
	-- The same again changes nothing: a retry needs no version.
	if v_after is distinct from v_before then
		perform fact_version_check(p_tenant, 'templates', p_notice, v_before, p_version, p_none_match);
		delete from notice_template t where t.tenant_id = p_tenant and t.notice = p_notice and t.lang = p_template_lang;
		insert into notice_template select p_tenant, p_notice, p_template_lang, p_subject, p_body where p_subject is not null;
		perform admin_act_by(p_tenant, who.staff_id, 'templates', case when v_before is null then 'add'
			when v_after is null then 'delete' else 'change' end, p_notice, v_before, v_after);
	end if;
	return (200, (select json_build_object('event', p_notice, 'lang', p_template_lang, 'subject', t.subject, 'body', t.body, 'own', t.tenant_id > 0)::text
		from notice_template t where t.tenant_id in (0, p_tenant) and t.notice = p_notice and t.lang = p_template_lang
		order by t.tenant_id desc limit 1), md5(v_after::text), null, null, null)::pakn.answer;
end $$;
