-- report_flag: says that something public should not be: the text, the answer, or a photo.  Anybody may; who did counts once for
-- each thing: as the person who is signed in, or by where it came from (p_flagger, a keyed hash).  What so many have
-- flagged as the province says (tenant.flags_remove) is public no longer until the desk decides, unless it has once let it stand.
-- p_item: text, answer or photo, with its id (p_attachment).
-- Answers: 200, whoever flagged it before | PK404 unknown, or not public | PK422 a photo without its id
-- Writes: flag, flag_item; as publication_set and report_move
create or replace function pakn.report_flag(p_digest bytea, p_tenant int, p_flagger bytea, p_event_id uuid, p_code text,
	p_item text, p_attachment uuid, p_reason text, p_note text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_person bytea;
	r report;
	v_item text := flag_item_of(p_item, p_attachment);
	i flag_item;
begin
	select f.person into v_person from caller_find(p_digest, p_tenant) f;
	select * into r from report x
	where x.tenant_id = p_tenant and x.report_id = report_joinable(p_tenant, p_code, null) for update;
	if not flag_shown(r, v_item) then
		perform refuse(404, 'not_there');
	end if;
	insert into flag (tenant_id, report_id, item, flagger, reason, note, at)
	values (p_tenant, r.report_id, v_item, coalesce(v_person, p_flagger, decode(repeat('00', 16), 'hex')), p_reason, p_note, now())
	on conflict (tenant_id, report_id, item, flagger) do nothing;
	if found then
		insert into flag_item values (p_tenant, r.report_id, v_item, now(), 1)
		on conflict (tenant_id, report_id, item) do update
			set waiting = flag_item.waiting + 1, waits_since = case when flag_item.waits_since is null then excluded.waits_since else flag_item.waits_since end
		returning * into i;
		if i.waiting >= (select t.flags_remove from tenant t where t.tenant_id = p_tenant) and not i.kept then
			update flag_item x set taken = true
			where x.tenant_id = p_tenant and x.report_id = r.report_id and x.item = v_item;
			perform flag_put(r, v_item, 'removed');
			perform report_move(r, p_event_id, 'flag-remove', r.status, 'system', null, null,
				flag_words(r, v_item, 'Tạm gỡ') || ': ' || i.waiting || ' người báo', null);
		end if;
	end if;
	return (200, json_build_object('code', r.code, 'item', p_item, 'flagged', true)::text, null, null, null, null)::pakn.answer;
end $$;
