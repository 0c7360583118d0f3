-- urging_values: what the words of a notice may name beside the event, where that is a letter by which an agency is urged or
-- its reply: how many cases, which ones, by when to reply.
create or replace function pakn.urging_values(p_tenant int, p_event_id uuid, p_lang text)
returns jsonb
language plpgsql stable
as $$
begin
	return coalesce((
		select jsonb_build_object('cases', count(*), 'reply_by', pakn.due_words(u.reply_by, p_lang), 'list', string_agg(r.code
			|| case p_lang when 'en' then ', due ' else ', hạn ' end || to_char(k.due_at, 'HH24:MI DD/MM/YYYY'), E'\n' order by k.due_at, k.report_id))
		from pakn.urging u
			join pakn.urging_case k on k.tenant_id = p_tenant and k.urging_id = u.urging_id
			join pakn.report r on r.tenant_id = p_tenant and r.report_id = k.report_id
		where u.tenant_id = p_tenant and p_event_id in (u.event_id, u.reply_event_id)
		group by u.reply_by), '{}');
end $$;
