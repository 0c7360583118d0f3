-- tenant_merge_case: re-creates an open case of the old province in the successor, with its id, code, times, state and
-- figures, and closes it there; its history stays there and is read along (origin).  The sender's parts come sealed
-- for the successor.  What was re-created already is left alone.
-- Writes: report, report_agency, report_event, event_content, event_unsealed, work_item, stat_delta, report_code, report_publication,
--         report_support, attachment, attachment_file, flag, flag_item, identity_hold, tenant_merge; as tenant_merge_sender, report_move
create or replace function pakn.tenant_merge_case(p_old int, p_report_id uuid, p_name bytea, p_phone bytea, p_email bytea,
	p_on_behalf_of bytea, p_phone_hash bytea, p_email_hash bytea)
returns void
language plpgsql
as $$
declare
	v_into int := (select m.into_id from pakn.tenant_merge m where m.tenant_id = p_old);
	r pakn.report;
	n pakn.report;
	v_now timestamptz;
	v_event uuid := pakn.uuid_at(clock_timestamp(), 0);
	v_salt bytea := pakn.salt();
	v_words text;
	v_name text := (select upper(t.code) from pakn.tenant t where t.tenant_id = p_old);
begin
	select * into r from pakn.report x where x.tenant_id = p_old and x.report_id = p_report_id for update;
	if r.closed_at is not null then
		return;
	end if;
	v_now := pakn.report_next_at(p_old, p_report_id);
	-- A deadline that has passed has passed there.
	r := pakn.stat_pass(r, v_now);
	n := r;
	n.tenant_id := v_into;
	n.late_agency_id := pakn.tenant_merge_id(p_old, v_into, 'agencies', r.late_agency_id);
	n.agency_id := pakn.tenant_merge_id(p_old, v_into, 'agencies', r.agency_id);
	n.area_id := pakn.tenant_merge_id(p_old, v_into, 'areas', r.area_id);
	n.category_id := pakn.tenant_merge_id(p_old, v_into, 'categories', r.category_id);
	n.offered_to := nullif(pakn.tenant_merge_id(p_old, v_into, 'agencies', r.offered_to), n.agency_id);
	n.created_by := pakn.tenant_merge_id(p_old, v_into, 'accounts', r.created_by);
	n.version := r.version + 1;
	n.rule_id := null;
	n.first_route := null;
	n.rule_version := null;
	n.route_facts := null;
	-- The deadline that was promised stays: classes and calendars of the successor are others.
	n.due_given := r.due_at;
	n.deadline_class := null;
	n.calendar_id := null;
	n.stopped := null;
	n.extended_to := null;
	v_words := (select format('Tiếp nhận từ %s; trước đó do %s xử lý.', t.name, a.name) from pakn.tenant t
			join pakn.agency a on a.tenant_id = p_old and a.agency_id = r.agency_id where t.tenant_id = p_old);
	n.route_reason := v_words;
	n.origin := coalesce(r.origin, '{}') || jsonb_build_object('merged', jsonb_build_object('tenant', lower(v_name),
		'tenants', coalesce(r.origin->'merged'->'tenants', '[]') || to_jsonb(p_old),
		'code', r.code, 'agency', (select a.code from pakn.agency a where a.tenant_id = p_old and a.agency_id = r.agency_id)));
	n.code := case when exists (select from pakn.report_code c where c.tenant_id = v_into and c.code = r.code
		and c.report_id <> p_report_id) then r.code || '-' || v_name else r.code end;
	insert into pakn.report_code (tenant_id, code, report_id, key_digest, body_hash, secret_digest, answer)
	select v_into, n.code, c.report_id, c.key_digest, c.body_hash, c.secret_digest, c.answer
	from pakn.report_code c where c.tenant_id = p_old and c.report_id = p_report_id and c.code = r.code
	on conflict (tenant_id, code) do update set of_tenant = null;
	insert into pakn.report select n.*;
	insert into pakn.report_event (tenant_id, event_id, report_id, at, type, actor_kind, from_status, to_status, agency_id, category_id,
		area_id, stat_class, stat_bucket, due_at, public, content_digest, late_agency_id)
	values (v_into, v_event, p_report_id, v_now, 'merged', 'system', r.status, n.status,
		n.agency_id, n.category_id, n.area_id, n.stat_class, n.stat_bucket, n.due_at, true,
		sha256(v_salt || convert_to(v_words, 'UTF8')), n.late_agency_id);
	insert into pakn.event_content values (v_into, v_event, p_report_id, v_salt, v_words);
	insert into pakn.event_unsealed values (v_into, v_event);
	perform pakn.tenant_merge_items(r, n);
	insert into pakn.report_agency
	select distinct on (agency) v_into, g.report_id, agency, g.at, g.by_rule, g.done_at, g.waived_at
	from pakn.report_agency g, lateral pakn.tenant_merge_id(p_old, v_into, 'agencies', g.agency_id) agency
	where g.tenant_id = p_old and g.report_id = p_report_id and agency <> n.agency_id;
	insert into pakn.report_publication (tenant_id, report_id, text_release, answer_release, published_at, status, category_id, agency_id,
		area_id, spot, words, text, address, answer, masks, unmasks)
	select v_into, x.report_id, x.text_release, x.answer_release, x.published_at, x.status, n.category_id, n.agency_id, n.area_id, x.spot,
		x.words, x.text, x.address, x.answer, x.masks, x.unmasks
	from pakn.report_publication x where x.tenant_id = p_old and x.report_id = p_report_id;
	insert into pakn.report_support select v_into, s.report_id, s.supporter, s.at
	from pakn.report_support s where s.tenant_id = p_old and s.report_id = p_report_id;
	insert into pakn.attachment select (a).*
	from (select jsonb_populate_record(x, jsonb_build_object('tenant_id', v_into, 'of_tenant', coalesce(x.of_tenant, p_old),
			'created_by', pakn.tenant_merge_id(p_old, v_into, 'accounts', x.created_by))) as a
		from pakn.attachment x where x.tenant_id = p_old and x.report_id = p_report_id) y;
	insert into pakn.attachment_file
	select v_into, f.attachment_id, f.size, f.sha256, f.bytes, f.width, f.height
	from pakn.attachment a join pakn.attachment_file f on f.tenant_id = p_old and f.attachment_id = a.attachment_id
	where a.tenant_id = p_old and a.report_id = p_report_id;
	insert into pakn.flag select v_into, f.report_id, f.item, f.flagger, f.reason, f.note, f.at, f.closed_at
	from pakn.flag f where f.tenant_id = p_old and f.report_id = p_report_id;
	insert into pakn.flag_item select v_into, i.report_id, i.item, i.waits_since, i.waiting, i.taken, i.kept
	from pakn.flag_item i where i.tenant_id = p_old and i.report_id = p_report_id;
	insert into pakn.identity_hold select v_into, gen_random_uuid(), h.report_id, null, null, h.reason, h.placed_by, h.placed_at
	from pakn.identity_hold h where h.tenant_id = p_old and h.report_id = p_report_id and h.lifted_at is null;
	perform pakn.tenant_merge_sender(p_old, v_into, p_report_id, p_name, p_phone, p_email, p_on_behalf_of, p_phone_hash, p_email_hash);
	-- It counts where it goes on, from when it was received, and here no more.
	r := pakn.report_move(r, pakn.uuid_at(clock_timestamp(), 0), 'merge-out', 'transferred_out', 'system', null, null, null, null);
	perform pakn.stat_put(r, -1, pakn.report_last_at(p_old, p_report_id)), pakn.stat_put(n, 1, v_now);
	update pakn.tenant_merge m set cases = m.cases + 1 where m.tenant_id = p_old;
end $$;
