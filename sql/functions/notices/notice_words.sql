-- notice_words: the words of a notice in a language: the province's own, or else those of all.  p_subject, p_body: a draft
-- to be tried in their place.
create or replace function pakn.notice_words(p_tenant int, p_notice text, p_lang text, p_values jsonb,
	p_subject text default null, p_body text default null, out subject text, out body text)
language sql stable
as $$
	select pakn.notice_fill(coalesce(p_subject, t.subject), p_values), pakn.notice_fill(coalesce(p_body, t.body), p_values)
	from pakn.notice_template t
	where t.tenant_id in (0, p_tenant) and t.notice = p_notice and t.lang = p_lang
	order by t.tenant_id desc
	limit 1
$$;
