-- The yardstick: PostgreSQL alone, taking one report a call into the same tables with the same work.  Written
-- as fast as plpgsql goes, for this province and these reports alone.  In a schema of its own.
\set QUIET on
\set ON_ERROR_STOP on
set client_min_messages = warning;
drop schema if exists bench cascade;
create schema bench;

-- What is reported: as many samples as asked for, at points within communes, in all fields that are taken.
-- The texts have the length and the letters of real ones.
create table bench.sample (
	sample_id   int primary key,
	category    text not null,
	description text not null,
	lon         double precision not null,
	lat         double precision not null,
	address     text not null,
	name        text not null,
	phone       text not null,
	-- what only a program can make, as many bytes as it has
	name_sealed     bytea not null generated always as (sha256(phone::bytea) || name::bytea) stored,
	phone_sealed    bytea not null generated always as (sha256(phone::bytea) || phone::bytea) stored,
	phone_hash      bytea not null generated always as (substring(sha256(phone::bytea) for 16)) stored,
	secret_digest   bytea not null generated always as (sha256(phone::bytea)) stored
);
select setseed(0.5) \g /dev/null
insert into bench.sample
select s.n, c.code, text.description, round(st_x(p.at)::numeric, 6), round(st_y(p.at)::numeric, 6),
	'Số ' || s.n || ', ' || area.name, 'Nguyễn Văn ' || chr(65 + s.n % 26),
	'+8491' || lpad((s.n * 7919 % 10000000)::text, 7, '0')
from (select n, 178 + n % 20 as length, row_number() over (order by random()) as place
		from generate_series(1, :samples) n) s
	join (select row_number() over (order by md5(a.code)) as area_no, count(*) over () as areas, a.full_name as name,
			st_generatepoints(b.geom, 1 + :samples / 50, a.area_id) as points
		from pakn.area_boundary b join pakn.area a using (tenant_id, area_id)) area on area_no = 1 + s.n % areas
	cross join lateral (select st_geometryn(points, 1 + s.n / 50) as at) p
	join (select row_number() over (order by code) as category_no, count(*) over () as categories, code
		from pakn.category where in_scope) c on category_no = 1 + s.place % categories
	cross join lateral (select string_agg(word, ' ') as description
		from (select words[1 + floor(random() * array_length(words, 1))::int + 0 * s.n] as word
			from generate_series(1, s.length),
				string_to_array('đường sụt lún mặt có ổ gà nắp rãnh vỡ vỉa hè bong tróc nước thải tràn lên ngập sau '
					|| 'mưa cống nghẹt rác ùn ứ đèn không sáng hở dây cột điện cây sắp đổ cành gãy chắn lối',
					' ') as words) w) text;

-- submit: one report, as report_submit() takes it.  Scalars, since records cost more, and lookups by key.  Who
-- calls from a program gives id, code and digests; pgbench, which can make none, leaves them to us.
create function bench.submit(p_digest bytea, p_category text, p_description text, p_lon float8, p_lat float8,
	p_address text, p_name bytea, p_phone bytea, p_phone_hash bytea, p_id uuid, p_code text, p_key_digest bytea,
	p_body_hash bytea, p_secret_digest bytea)
returns text
language plpgsql
set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
declare
	v_at timestamptz := clock_timestamp();
	v_random bytea := uuid_send(gen_random_uuid());
	-- a UUIDv7: milliseconds since 1970, the version, chance
	v_id uuid := coalesce(p_id, encode(set_byte(overlay(v_random placing
		substring(int8send((extract(epoch from v_at) * 1000)::bigint) from 3) from 1 for 6),
		6, get_byte(v_random, 6) & 15 | 112), 'hex')::uuid);
	v_code text := coalesce(p_code, 'P' || upper(encode(substring(v_random from 7), 'hex')));
	v_salt bytea := uuid_send(gen_random_uuid());
	v_category_id int; v_urgency text; v_class text;
	v_area_id int; v_area_code text; v_area_name text;
	v_rule_id int; v_reason text; v_agency_id int; v_agency_code text; v_agency_name text;
	v_status text := 'assigned';
	v_due timestamptz; v_starts timestamptz; v_stage_due timestamptz;
	v_answer text;
begin
	perform from pakn.caller_find(p_digest, 24) who
		join pakn.role_right r on r.role = who.role and r.right_name = 'report:submit'
	where 'reports:write' = any (who.scopes);
	if not found then
		raise insufficient_privilege;
	end if;
	select c.category_id, c.urgency, c.deadline_class into v_category_id, v_urgency, v_class
	from pakn.category c
	where c.tenant_id = 24 and c.code = p_category and c.active;
	select a.area_id, a.code, a.full_name into v_area_id, v_area_code, v_area_name
	from pakn.area_part part join pakn.area a on a.tenant_id = 24 and a.area_id = part.area_id
	where part.tenant_id = 24 and st_intersects(part.geom, st_setsrid(st_makepoint(p_lon, p_lat), 4326))
		and a.valid_from <= v_at::date and v_at::date < a.valid_to
	order by a.code limit 1;
	select r.rule_id, r.reason, g.agency_id, g.code, g.name
	into v_rule_id, v_reason, v_agency_id, v_agency_code, v_agency_name
	from pakn.routing_rule r
		join pakn.agency g on g.tenant_id = 24 and g.agency_id = coalesce(r.agency_id, (
			select committee.agency_id from pakn.agency committee
			where committee.tenant_id = 24 and committee.kind = 'committee' and committee.area_id = v_area_id))
	where r.tenant_id = 24 and r.category_id in (v_category_id, 0) and r.area_id in (v_area_id, 0)
		and r.valid_from <= v_at and v_at < r.valid_to
	order by r.area_id = 0, r.category_id = 0 limit 1;
	if not found then
		v_status := 'received';
		v_reason := 'Chưa có quy tắc phân công; bộ phận tiếp nhận sẽ chuyển.';
		select g.agency_id, g.code, g.name into v_agency_id, v_agency_code, v_agency_name
		from pakn.tenant t join pakn.agency g on g.tenant_id = 24 and g.agency_id = t.desk_id
		where t.tenant_id = 24;
	end if;
	select d.due_at, d.starts_at into v_due, v_starts from pakn.answer_due(24, v_class, v_at, 1) d;
	select d.due_at into v_stage_due from pakn.due_at(24, v_class, pakn.stage_of(v_status), v_at, 1) d;
	v_answer := json_build_object('id', v_id, 'code', v_code, 'status', v_status, 'category', p_category,
		'agency', json_build_object('code', v_agency_code, 'name', v_agency_name),
		'area', json_build_object('code', v_area_code, 'name', v_area_name),
		'received_at', v_at, 'clock_starts_at', v_starts, 'due_at', v_due, 'routing', json_build_object('rule', v_rule_id, 'reason', v_reason));
	insert into pakn.report_code
	values (24, v_code, v_id, coalesce(p_key_digest, v_random), p_body_hash, p_secret_digest, v_answer)
	on conflict (tenant_id, code) do nothing;
	if not found then
		select known.answer into v_answer from pakn.report_code known
		where known.tenant_id = 24 and known.code = v_code and known.key_digest = p_key_digest
			and known.body_hash = p_body_hash;
		if not found then
			raise unique_violation;
		end if;
		return v_answer;
	end if;
	insert into pakn.report (tenant_id, report_id, code, received_at, channel_id, kind, category_id, urgency, area_id,
		agency_id, status, stat_class, publish, anonymous, rule_id, due_at, lon, lat, address, description, text_salt,
		route_reason, deadline_class, calendar_id, clock_from)
	values (24, v_id, v_code, v_at, 1, 'site', v_category_id, v_urgency, v_area_id, v_agency_id, v_status, 1, false,
		false, v_rule_id, v_due, p_lon, p_lat, p_address, p_description, v_salt, v_reason,
		v_class, 1, nullif(v_starts, v_at));
	insert into pakn.report_sender (tenant_id, report_id, name_sealed, phone_sealed, phone_hash)
	values (24, v_id, p_name, p_phone, p_phone_hash);
	insert into pakn.report_event (tenant_id, event_id, report_id, at, type, actor_kind, to_status, agency_id,
		category_id, area_id, stat_class, stat_bucket, due_at, public, content_digest)
	values (24, v_id, v_id, v_at, 'received', 'citizen', v_status, v_agency_id, v_category_id, v_area_id, 1, 0, v_due,
		true, sha256(v_salt || convert_to(p_description, 'UTF8')));
	insert into pakn.event_unsealed values (24, v_id);
	insert into pakn.work_item (tenant_id, report_id, agency_id, status, category_id, area_id, channel_id, urgency,
		received_at, due_at, stat_class, stage_since, stage_due_at)
	values (24, v_id, v_agency_id, v_status, v_category_id, v_area_id, 1, v_urgency, v_at, v_due, 1,
		v_at, v_stage_due);
	insert into pakn.stat_delta values (24, v_id, 1, date_trunc('hour', v_at), v_agency_id, v_area_id, v_category_id,
		1, 1, 0, 'site', v_urgency, false, null);
	return v_answer;
end $$;
