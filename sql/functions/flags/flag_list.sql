-- flag_list: what was flagged and waits for the desk, the longest first: how many flagged it, why, what they wrote, and what
-- the public reads of it, or did until it was taken away.
-- Answers: 200 | PK401 PK403 | PK422 cursor
create or replace function pakn.flag_list(p_digest bytea, p_tenant int, p_cursor text, p_limit int, p_lang text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_limit int := coalesce(p_limit, 20);
	v_after record := pakn.cursor_read(p_cursor);
	v_items json;
	v_next text;
begin
	perform caller(p_digest, p_tenant, 'flag:resolve');
	with page as (
		select * from flag_item i
		where i.tenant_id = p_tenant and i.waits_since is not null and (i.waits_since, i.report_id) > (v_after.due_at, v_after.report_id)
		order by i.waits_since, i.report_id, i.item
		limit v_limit + 1
	), shown as (
		select * from page order by waits_since, report_id, item limit v_limit
	)
	select coalesce(json_agg(json_strip_nulls(json_build_object('id', r.report_id, 'code', r.code, 'version', r.version,
			'item', case when s.item in ('text', 'answer') then s.item else 'photo' end,
			'attachment', case when s.item not in ('text', 'answer') then s.item end,
			'since', s.waits_since, 'waiting', s.waiting, 'taken', s.taken, 'kept_before', s.kept,
			'reasons', flag_reasons(s, p_lang), 'notes', flag_notes(s),
			'words', mask_text(case s.item when 'text' then r.description when 'answer' then r.answer end, p.masks, p.unmasks)))
			order by s.waits_since, s.report_id, s.item), '[]'),
		case when (select count(*) from page) > v_limit then
			(select cursor_write(l.waits_since, l.report_id) from shown l order by l.waits_since desc, l.report_id desc limit 1) end
	into v_items, v_next
	from shown s
		join report r on r.tenant_id = p_tenant and r.report_id = s.report_id
		left join report_publication p on p.tenant_id = p_tenant and p.report_id = s.report_id;
	return (200, json_build_object('items', v_items, 'next_cursor', v_next)::text, null, v_next, null, null)::pakn.answer;
end $$;
