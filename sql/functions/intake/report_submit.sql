-- report_submit: stores a batch of reports of one tenant, each exactly once, with its commune, agency,
-- deadline, first event, work item and figures, in one statement.
--
-- Never raises for a row.  Answers one row per report, by its place in the arrays:
--   201 and the report        | new
--   200 and the first answer  | a replay: same key, same body (C sends it as 201, marked)
--   401 403 422, the problem's code and its members | refused
--   0                         | the code belongs to another key: mint it again with the next counter;
--                             | with key_reused, of a lenient row: to this key with another body; say so in key_of
--   1                         | an equal code is being stored: ask again
-- The arrays hold, by place: the credential's digest, ids minted in C, what idempotency needs
-- (design.md 10.3), and the fields of the body; names, phones, e-mails and on whose behalf come sealed.
-- A lenient row is acknowledged already, or nobody is there to correct it: it is never refused for what it names,
-- nor for a credential that ended since.  What does not fit goes to the desk with the mark of a review (doubt), and so
-- does what named something that has ended, from anybody.  Of two bodies with one key both are kept, each as a
-- report of its own: joined to the first, the second would lose its place, its files and whom to call back.
-- key_of: the code under which the first is.
-- Who may date a report: its id then has that time, its event is marked imported, and nobody gets a notice of it.
-- Writes: report_code, report, attachment, report_event, event_unsealed, work_item, report_agency, stat_delta, report_sender
create or replace function pakn.report_submit(
	p_digests bytea[], p_tenant int, p_report_ids uuid[], p_event_ids uuid[], p_codes text[],
	p_key_digests bytea[], p_body_hashes bytea[], p_secret_digests bytea[],
	p_channels text[], p_kinds text[], p_categories text[], p_descriptions text[],
	p_lats double precision[], p_lons double precision[], p_addresses text[], p_area_codes text[],
	p_observed_ats timestamptz[], p_names bytea[], p_phones bytea[], p_emails bytea[],
	p_on_behalf_of bytea[], p_phone_hashes bytea[], p_email_hashes bytea[], p_allow_call boolean[],
	p_consents text[], p_anonymous boolean[], p_publish boolean[], p_attributes text[], p_call_ids text[],
	p_dated_ats timestamptz[], p_lenient boolean[], p_key_of text[], p_attachments text[])
returns table (ordinal int, status int, problem text, body text)
language plpgsql security definer set search_path = pakn, public, pg_temp
	-- One plan serves every batch.  It may be made while the tables are empty, and must look up by key then too.
	set plan_cache_mode = force_generic_plan set join_collapse_limit = 1 set jit = off
	set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off
as $$
#variable_conflict use_column
begin
	return query
	with input as materialized (
		select i.*, pakn.uuid_time(i.report_id) as received_at,
			row_number() over (partition by i.code order by i.place) as turn
		from unnest(p_digests, p_report_ids, p_event_ids, p_codes, p_key_digests, p_body_hashes,
			p_secret_digests, p_channels, p_kinds, p_categories, p_descriptions, p_lats, p_lons,
			p_addresses, p_area_codes, p_observed_ats, p_names, p_phones, p_emails, p_on_behalf_of,
			p_phone_hashes, p_email_hashes, p_allow_call, p_consents, p_anonymous, p_publish, p_attributes,
			p_call_ids, p_dated_ats, p_lenient, p_key_of, p_attachments)
			with ordinality as i (digest, report_id, event_id, code, key_digest, body_hash, secret_digest,
				channel, kind, category, description, lat, lon, address, area_code, observed_at, name,
				phone, email, on_behalf_of, phone_hash, email_hash, allow_call, consent, anonymous, publish,
				attributes, call_id, dated_at, lenient, key_of, attachments, place)
	), judged as materialized (
		select i.*, coalesce(who.staff_id, once.staff_id) as staff_id, coalesce(who.person, once.person) as person, who.api_key_id,
			coalesce(c.category_id, 0) as category_id,
			coalesce(c.urgency, 'normal') as urgency, coalesce(c.deadline_class, 'normal') as deadline_class,
			coalesce(c.in_scope, true) as in_scope,
			coalesce(spot.area_id, case when i.lat is null then coalesce(named.area_id, became.area_id) end, 0) as area_id,
			coalesce(spot.code, named.code, became.code) as found_area,
			coalesce(spot.name, named.full_name, became.full_name) as area_name,
			consent.version as found_consent, ch.channel_id, known.answer, known.report_id as known_id,
			case
				when i.lenient then case
					when known.code is null and i.turn = 1 then 'new'
					when known.code is null then 'again'
					when known.key_digest <> i.key_digest then 'collision'
					when pakn.is_other_body(known.body_hash, i.body_hash) then 'other_body'
					else 'replay' end
				when i.digest is not null and who.role is null then 'unauthenticated'
				when i.digest is not null and submit.role is null then 'forbidden'
				when not 'reports:write' = any (who.scopes) then 'forbidden'
				when known.code is not null and known.key_digest <> i.key_digest then 'collision'
				when known.code is not null and pakn.is_other_body(known.body_hash, i.body_hash) then 'key_reused'
				when known.code is not null then 'replay'
				when i.turn > 1 then 'again'
				when (i.channel is not null or i.on_behalf_of is not null or i.call_id is not null)
					and enter.role is null then 'staff_only'
				when i.channel is not null and i.channel <> own.channel and not pakn.may(who.role, 'report:channel') then 'staff_only'
				when i.dated_at is not null and not pakn.may(who.role, 'report:date') then 'importer_only'
				when i.dated_at > now() then 'in_future'
				when i.dated_at is not null and (i.dated_at >= pakn.dates_from(i.digest, p_tenant)) is not true
					then 'before_dates_from'
				when i.category is not null and c.category_id is null then 'unknown_category'
				when i.area_code is not null and named.area_id is null and became.ended is null then 'unknown_area'
				when i.consent is not null and consent.version is null then 'unknown_consent'
				when i.lat is not null and spot.area_id is null and not pakn.may(who.role, 'report:anywhere') then 'out_of_area'
				when wanting.place < 0 then 'again'
				when wanting.place is not null then 'unknown_attachment'
				when i.attachments is null and ch.takes_photos and coalesce(i.kind, 'site') = any ((select t.attachment_kinds from tenant t where t.tenant_id = p_tenant)::text[]) then 'attachment_required'
				when fit.errors is not null then 'unfit_attributes'
				else 'new'
			end as verdict,
			i.lat is not null and spot.area_id is null as outside, wanting.place as wanting,
			spot.area_id is null and became.area_id is not null as was_area,
			-- sender_kind
			case when i.kind = 'business' then 4 when coalesce(who.staff_id, once.staff_id) is not null then 2
				when own.role is not null and coalesce(who.person, once.person) is null then 3 else 1 end as sender,
			-- Asked in this order, since of nearly all reports there is nothing to ask.
			case when i.lenient or not c.active or (i.area_code is not null and named.area_id is null)
				or fit.doubts is not null then
				nullif(concat_ws(' ',
					case when i.key_of is not null then 'key_reused' end,
					case when i.digest is not null and (submit.role is null or not once.good
						or not 'reports:write' = any (coalesce(who.scopes, once.scopes))) then 'credential_ended' end,
					case when enter.role is null and (ch.by_staff or i.on_behalf_of is not null
						or i.call_id is not null) then 'staff_only' end,
					case when i.dated_at is not null and (pakn.may(who.role, 'report:date') and i.dated_at <= now()
						and i.dated_at >= pakn.dates_from(i.digest, p_tenant)) is not true then 'undue_date' end,
					case when i.lat is not null and spot.area_id is null and not pakn.may(own.role, 'report:anywhere')
						then 'out_of_area' end,
					case when not c.active then 'ended_category' end,
					case when i.category is not null and c.category_id is null then 'unknown_category' end,
					case when i.area_code is not null and named.area_id is null and spot.area_id is null then
						case when became.ended is null then 'unknown_area' when became.area_id is null then 'ended_area' end end,
					case when i.consent is not null and consent.version is null then 'unknown_consent' end,
					case when wanting.place is not null then 'unknown_attachment' end,
					case when i.attachments is null and ch.takes_photos and coalesce(i.kind, 'site') = any ((select t.attachment_kinds from tenant t where t.tenant_id = p_tenant)::text[])
						then 'attachment_required' end,
					case when fit.doubts is not null then 'attributes' end), '')
			end as doubts,
			fit.doubts as attribute_doubts, fit.errors as attribute_errors
		from input i
			left join lateral pakn.caller_find(i.digest, p_tenant) who on true
			-- offset 0, here and below: asked only where its own conditions hold
			left join lateral (select * from pakn.caller_once(i.digest, p_tenant, i.received_at) o
				where i.lenient and who.role is null offset 0) once on true
			left join role own on own.role = coalesce(who.role, once.role)
			left join role_right submit on submit.role = own.role and submit.right_name = 'report:submit'
			left join role_right enter on enter.role = own.role and enter.right_name = 'report:enter'
			left join report_code known on known.tenant_id = p_tenant and known.code = i.code
			left join category c on c.tenant_id = p_tenant and c.code = i.category
			left join lateral (select * from pakn.attribute_faults(p_tenant, c.category_id, i.attributes::jsonb, i.received_at,
				i.observed_at, coalesce(i.lenient, false)) f where c.has_attributes and c.active offset 0) fit on true
			left join area named on named.tenant_id = p_tenant and named.code = i.area_code
				and named.level = 'commune'
				and named.valid_from <= i.received_at::date and i.received_at::date < named.valid_to
			left join lateral (select * from pakn.area_once(p_tenant, i.area_code, i.received_at) o
				where i.area_code is not null and named.area_id is null offset 0) became on true
			left join consent_text consent on consent.tenant_id = p_tenant and consent.version = i.consent
			left join lateral pakn.area_locate(p_tenant, i.lon, i.lat, i.received_at) spot on true
			left join lateral (select pakn.attachments_wanting(p_tenant, i.attachments::uuid[], i.code) as place
				where i.attachments is not null offset 0) wanting on true
			left join channel ch on ch.code = coalesce(i.channel, who.channel, once.channel, own.channel, 'web')
	), ready as materialized (
		select j.*, agency.agency_id, route.rule_id, route.version as rule_version, route.facts as route_facts,
			coalesce(route.urgency, j.urgency) as first_urgency, route.coordinating, due.due_at, due.calendar_id, due.class,
			nullif(due.starts_at, j.received_at) as clock_from, due.stage_due_at, explained.reason, looked.review,
			stage.status as first_status,
			json_build_object(
				'id', j.report_id, 'code', j.code,
				'status', stage.status,
				'category', case when j.category_id > 0 then j.category end,
				'agency', json_build_object('code', agency.code, 'name', agency.name),
				'area', case when j.area_id > 0 then json_build_object('code', j.found_area, 'name', j.area_name) end,
				'received_at', j.received_at, 'clock_starts_at', due.starts_at, 'due_at', due.due_at,
				'routing', json_build_object('rule', route.rule_id, 'reason', explained.reason))::text as first_answer
		from judged j
			join tenant t on t.tenant_id = p_tenant
			left join lateral pakn.route_find(p_tenant, j.category_id, j.area_id, j.received_at, j.lon, j.lat, j.sender) route
				on j.in_scope and not j.outside and j.doubts is null
			left join lateral (select * from pakn.review_of(j.doubts, jsonb_build_object('/category', j.category,
				'/area_code', j.area_code, '/location', jsonb_build_object('lat', j.lat, 'lon', j.lon),
				'/contact/consent', j.consent, '/channel', j.channel, '/received_at', j.dated_at,
				'/attachments', j.attachments::uuid[], 'key_reused', j.key_of), j.attribute_doubts)
				where j.doubts is not null offset 0) looked on true
			join agency on agency.tenant_id = p_tenant and agency.agency_id = coalesce(route.agency_id, t.desk_id)
			cross join lateral (select coalesce(route.reason, looked.reason,
				pakn.desk_reason(j.in_scope, j.outside, j.category_id, j.area_id)) as reason) as explained
			cross join lateral (select case when route.rule_id is null then 'received' else 'assigned' end as status)
				as stage
			-- offset 0: found once, though used twice
			left join lateral (select * from pakn.deadline_class(p_tenant, j.category_id, coalesce(j.kind, 'site'),
				coalesce(route.urgency, j.urgency)) c where t.has_deadline_rules offset 0) ruled on true
			join lateral (select d.*, named.class from (select coalesce(route.deadline_class, ruled.class, j.deadline_class) as class,
					coalesce(agency.calendar_id, t.office_calendar_id) as calendar_id) named
				cross join lateral pakn.report_dues(p_tenant, named.class, pakn.stage_of(stage.status), j.received_at, named.calendar_id) d
				offset 0) as due on true
		where j.verdict = 'new'
	), coded as (
		-- In key order: in the order of arrival, two batches with the same keys would deadlock.
		insert into report_code
		select p_tenant, r.code, r.report_id, r.key_digest, r.body_hash, r.secret_digest, r.first_answer
		from ready r
		order by r.code
		on conflict (tenant_id, code) do nothing
		returning code
	), stored as materialized (
		-- is true: looked up in a hash; as a join it would compare each with each
		select r.*, pakn.salt() as text_salt from ready r where (r.code in (select c.code from coded c)) is true
	), reports as (
		insert into report (tenant_id, report_id, code, received_at, observed_at, channel_id, kind, category_id,
			urgency, area_id, agency_id, status, stat_class, publish, anonymous, rule_id, due_at, created_by,
			lon, lat, address, description, text_salt, route_reason, attributes, origin, review, rule_version, route_facts,
			api_key_id, deadline_class, calendar_id, clock_from)
		select p_tenant, s.report_id, s.code, s.received_at, s.observed_at, s.channel_id, coalesce(s.kind, 'site'),
			s.category_id, s.first_urgency, s.area_id, s.agency_id, s.first_status, 1,
			coalesce(s.publish, false), coalesce(s.anonymous, false), s.rule_id, s.due_at, s.staff_id,
			s.lon, s.lat, s.address, s.description, s.text_salt, s.reason, s.attributes::jsonb,
			case when s.call_id is not null or s.was_area then jsonb_strip_nulls(jsonb_build_object('call_id', s.call_id,
				'area_code', case when s.was_area then s.area_code end)) end,
			s.review, s.rule_version, s.route_facts, s.api_key_id, s.class, s.calendar_id, s.clock_from
		from stored s
	), events as (
		insert into report_event (tenant_id, event_id, report_id, at, type, actor_kind, actor_id, to_status,
			agency_id, category_id, area_id, stat_class, stat_bucket, due_at, public, content_digest, imported)
		select p_tenant, s.event_id, s.report_id, s.received_at, 'received',
			case when s.staff_id is null then 'citizen' else 'staff' end, s.staff_id, s.first_status,
			s.agency_id, s.category_id, s.area_id, 1, 0, s.due_at, true,
			sha256(s.text_salt || convert_to(s.description, 'UTF8')), s.dated_at is not null
		from stored s
	), unsealed as (
		insert into event_unsealed select p_tenant, s.event_id from stored s
	), along as materialized (
		select s.*, a.agency_id as along_id, pakn.part_due(p_tenant, s.class, s.calendar_id, s.received_at, s.due_at, s.received_at) as part_due
		from stored s
			cross join lateral pakn.agencies_along(p_tenant, s.coordinating, s.agency_id, s.area_id, s.received_at) a
		where s.coordinating <> '{}'
	), named as (
		insert into report_agency (tenant_id, report_id, agency_id, at, by_rule)
		select p_tenant, a.report_id, a.along_id, a.received_at, true
		from along a
	), items as (
		insert into work_item (tenant_id, report_id, agency_id, part, status, category_id, area_id, channel_id,
			urgency, received_at, due_at, stat_class, needs_review, stage_since, stage_due_at)
		select p_tenant, s.report_id, s.agency_id, 'lead', s.first_status, s.category_id, s.area_id,
			s.channel_id, s.first_urgency, s.received_at, s.due_at, 1, s.review is not null,
			s.received_at, s.stage_due_at
		from stored s
		union all
		select p_tenant, a.report_id, a.along_id, 'coordinate', a.first_status, a.category_id, a.area_id,
			a.channel_id, a.first_urgency, a.received_at, a.part_due, 1, false, null, null
		from along a
	), figures as (
		insert into stat_delta
		select p_tenant, s.event_id, 1, date_trunc('hour', s.received_at), s.agency_id, s.area_id,
			s.category_id, s.channel_id, 1, 0, coalesce(s.kind, 'site'), s.first_urgency, s.staff_id is not null, null
		from stored s
	), senders as (
		insert into report_sender (tenant_id, report_id, name_sealed, phone_sealed, email_sealed,
			on_behalf_of_sealed, phone_hash, email_hash, allow_call, consent_version, person)
		select p_tenant, s.report_id, s.name, s.phone, s.email, s.on_behalf_of, s.phone_hash, s.email_hash,
			coalesce(s.allow_call, false), s.found_consent,
			s.person
		from stored s
		where coalesce(s.name, s.phone, s.email, s.on_behalf_of, s.person) is not null
	)
	-- The two sorts of rows are apart, since joined to judged, stored would be read once for each row.
	select s.place::int, 201, null, s.first_answer
	from stored s
	union all
	select j.place::int,
		case j.verdict
			when 'new' then 1
			when 'again' then 1
			when 'collision' then 0
			when 'other_body' then 0
			when 'replay' then 200
			when 'unauthenticated' then 401
			when 'forbidden' then 403
			when 'staff_only' then 403
			when 'importer_only' then 403
			else 422
		end,
		case
			when j.verdict in ('new', 'replay', 'again', 'collision') then null
			when j.verdict in ('unknown_category', 'unknown_area', 'unknown_consent', 'in_future', 'before_dates_from',
				'unknown_attachment', 'attachment_required', 'unfit_attributes') then 'invalid'
			when j.verdict in ('staff_only', 'importer_only') then 'forbidden'
			when j.verdict = 'other_body' then 'key_reused'
			else j.verdict
		end,
		case j.verdict
			when 'replay' then coalesce(j.answer, pakn.report_answer(p_tenant, j.known_id))
			when 'out_of_area' then (select pakn.area_outside(t)::text from tenant t where t.tenant_id = p_tenant)
			when 'unknown_category' then pakn.field_error('/category', j.verdict)::text
			when 'unknown_attachment' then pakn.field_error('/attachments/' || j.wanting, j.verdict)::text
			when 'attachment_required' then pakn.field_error('/attachments', j.verdict)::text
			when 'unknown_area' then pakn.field_error('/area_code', j.verdict)::text
			when 'unknown_consent' then pakn.field_error('/contact/consent', j.verdict)::text
			when 'unfit_attributes' then jsonb_build_object('errors', j.attribute_errors)::text
			when 'staff_only' then pakn.field_error(case when j.channel is not null then '/channel'
				when j.call_id is not null then '/call_id' else '/on_behalf_of' end, j.verdict)::text
			when 'importer_only' then pakn.field_error('/received_at', j.verdict)::text
			when 'in_future' then pakn.field_error('/received_at', j.verdict)::text
			when 'before_dates_from' then pakn.field_error('/received_at', j.verdict)::text
		end
	from judged j
	where (j.place in (select s.place from stored s)) is not true;

	-- A statement of its own, since hardly any batch needs it.
	if array_remove(p_attachments, null) <> '{}' then
		update attachment a set report_id = i.report_id, part = 'report'
		from unnest(p_report_ids, p_codes, p_attachments) i (report_id, code, attachments)
			join report_code c on c.tenant_id = p_tenant and c.code = i.code and c.report_id = i.report_id
			cross join lateral unnest(i.attachments::uuid[]) named (attachment_id)
		where a.tenant_id = p_tenant and a.attachment_id = named.attachment_id and a.report_id is null;
	end if;
end $$;
