-- Model-based: random people do random things to a few hundred reports through case_move, while the chores
-- run; a small model says what must come of it, and the figures are counted in three ways.
\ir lib/make.psql
select plan(56);

-- 1. The model: what a report must be, by the words of the design.
create table test.model (report_id uuid primary key, code text, received_at timestamptz, due_at timestamptz, status text, agency_id int,
	category_id int, area_id int, channel_id int, version int default 1, accepted bool default false,
	released timestamptz, late bool default false, refused timestamptz, resume text,
	publish bool, shown bool default false, reply bool default false,  -- the sender agrees; text and answer are public
	offered int, handovers int default 0);
create table test.beside (report_id uuid, agency_id int, done bool, primary key (report_id, agency_id));  -- who coordinates
create table test.left_by (report_id uuid, agency_id int, how text, counted bool, area_id int);  -- who once had to do with it, and what ended or began it
create table test.fault (step int, what text, said text);
create table test.past (as_of timestamptz, dimension text, key int, stat_class int, n bigint);
create table test.done (action text, outcome text);
create table test.setting as select pakn.partition_ensure(now() - interval '6 months', now() + interval '1 month')::text,
	date_trunc('month', now()) - interval '5 months' as first, date_trunc('hour', now()) + interval '2 hours' as last,
	(select t.desk_id from pakn.tenant t where t.tenant_id = 24) as desk,
	'{noted,messaged,published,unpublished,transfer_offered,transfer_declined,transfer_cancelled,coordination_begun,coordination_ended,contributed,classified}'::text[] as words;

-- class_of: the class in which a report of the model counts at an instant.
create function test.class_of(m test.model, p_at timestamptz) returns int language sql as $$
	select case
		when m.refused is not null then case when m.accepted or m.refused >= m.due_at then 10 else 5 end
		when m.released is not null then case when m.late or m.released > m.due_at then 4 else 3 end
		when m.due_at <= p_at then 2 else 1 end
$$;

-- standing: how an agency stands to a report of the model.
create function test.standing(m test.model, p_agency int) returns text language sql as $$
	select case when m.agency_id = p_agency then 'lead' when m.offered = p_agency then 'offered'
		when exists (select from test.beside b where b.report_id = m.report_id and b.agency_id = p_agency) then 'coordinating'
		when exists (select from test.left_by b where b.report_id = m.report_id and b.agency_id = p_agency) then 'former' end
$$;

-- allowed: whether somebody may do something: by the lifecycle, how their agency stands to the report, and how often that was handed over.
create function test.allowed(m test.model, p_role text, p_agency int, p_action text) returns bool language sql as $$
	select exists (select from pakn.lifecycle l where l.action = p_action and l.from_status = m.status
			and (l.role = p_role and (m.agency_id = p_agency or p_role = 'dispatcher') or l.role = standing(m, p_agency) and p_role in ('staff', 'head'))
			and case l.only_when when 'always' then true when 'own' then m.agency_id = p_agency when 'offered' then m.offered is not null
				when 'unoffered' then m.offered is null else (l.only_when = 'released') = (m.released is not null) end)
		and (m.handovers < 3 or p_action not in ('return', 'transfer', 'accept-transfer') or p_role = 'dispatcher')
$$;

-- expected: the refusal that an attempt must meet, or '00000'.
create function test.expected(m test.model, p_role text, p_agency int, p_action text, p_version text, p_to_agency text)
returns text language plpgsql as $$
declare
	v_to int := (select a.agency_id from pakn.agency a where a.tenant_id = 24 and a.code = p_to_agency);
begin
	if p_role = 'nobody' then
		return 'PK401';
	elsif p_role not in ('operator', 'dispatcher', 'staff', 'head') then
		return 'PK403';
	elsif standing(m, p_agency) is null and p_role not in ('operator', 'dispatcher') then
		return 'PK404';
	elsif p_to_agency = 'NOWHERE' or p_action <> 'end-coordination' and m.agency_id = v_to
		or p_action = 'coordinate' and exists (select from test.beside b where b.report_id = m.report_id and b.agency_id = v_to and not b.done)
		or p_action = 'end-coordination' and not exists (select from test.beside b where b.report_id = m.report_id and b.agency_id = v_to)
		or p_action = 'transfer' and p_role = 'head' and v_to = (select desk from test.setting) and allowed(m, p_role, p_agency, p_action) then
		return 'PK422';
	elsif not allowed(m, p_role, p_agency, p_action) then
		return 'PK409';
	elsif p_action in ('note', 'message', 'contribute') then
		return '00000';
	elsif p_version is null then
		return 'PK428';
	elsif p_version <> m.version::text then
		return 'PK412';
	elsif p_action = 'publish' and not m.publish or p_action = 'unpublish' and not m.shown and not m.reply then
		return 'PK409';
	end if;
	return '00000';
end $$;

-- moved: the model after an action that was carried out now, by somebody in a role at an agency.
create function test.moved(m test.model, p_action text, p_to_agency text, p_role text default null, p_agency int default null)
returns test.model language plpgsql as $$
declare
	v_to int := (select a.agency_id from pakn.agency a where a.tenant_id = 24 and a.code = p_to_agency);
	v_lead int := m.agency_id;
begin
	m.version := m.version + 1;
	if p_action = 'transfer' and p_role = 'head' then
		m.offered := v_to;
		insert into test.left_by values (m.report_id, v_to, 'asked', false);
		return m;
	end if;
	case p_action
		when 'accept' then
			m.status := 'in_progress';
			m.accepted := true;
		when 'return', 'lapse' then
			m.status := 'received';
			m.agency_id := (select desk from test.setting);
		when 'accept-transfer' then
			m.status := 'in_progress';
			m.accepted := true;
			m.agency_id := p_agency;
		when 'decline-transfer', 'cancel-transfer' then
			m.offered := null;
		when 'coordinate' then
			insert into test.left_by values (m.report_id, v_to, 'named', false);
			insert into test.beside values (m.report_id, v_to, false) on conflict (report_id, agency_id) do update set done = false;
		when 'end-coordination' then
			delete from test.beside b where b.report_id = m.report_id and b.agency_id = v_to;
		when 'contribute' then
			update test.beside b set done = true where b.report_id = m.report_id and b.agency_id = p_agency;
		when 'assign', 'transfer' then
			m.agency_id := v_to;
			m.status := case when m.agency_id = (select desk from test.setting) then 'received' else 'assigned' end;
		when 'answer' then
			m.status := 'answered';
			m.accepted := true;
			if not (select a.needs_approval from pakn.agency a where a.tenant_id = 24 and a.agency_id = m.agency_id) then
				m.released := now();
			end if;
		when 'approve' then
			m.status := 'resolved';
			m.released := coalesce(m.released, now());
		when 'send-back' then
			m.status := 'in_progress';
			m.late := m.late or coalesce(m.released > m.due_at, false);
			m.released := null;
			m.reply := false;
		when 'reject' then
			m.status := 'rejected';
			m.refused := now();
			m.shown := false;
		when 'request-info' then
			m.resume := m.status;
			m.status := 'info_requested';
		when 'supplement', 'resume' then
			m.status := m.resume;
		when 'publish' then
			m.shown := true;
			m.reply := m.reply or m.status = 'resolved';
		when 'unpublish' then
			m.shown := false;
			m.reply := false;
		when 'classify' then
			m.area_id := (select a.area_id from pakn.area a where a.tenant_id = 24 and a.code = p_to_agency);
			-- At the desk the rules decide then, unless it went to and fro.
			if m.status = 'received' and m.handovers < 3 then
				select coalesce(max(d.agency_id), m.agency_id), coalesce(max('assigned'), m.status), m.version + count(*) into m.agency_id, m.status, m.version
				from pakn.route_find(24, m.category_id, m.area_id, m.received_at, null, null, 1) d where d.agency_id <> m.agency_id;
			end if;
		when 'note', 'message' then
			null;
	end case;
	if m.agency_id <> v_lead then
		m.handovers := m.handovers + (p_action in ('return', 'transfer', 'accept-transfer'))::int;
		insert into test.left_by values (m.report_id, v_lead, p_action, p_action in ('return', 'transfer', 'accept-transfer', 'lapse'), m.area_id);
		delete from test.beside b where b.report_id = m.report_id and b.agency_id = m.agency_id;
	end if;
	if m.agency_id <> v_lead or m.status not in ('assigned', 'in_progress') then
		m.offered := null;
	end if;
	return m;
end $$;

-- work_of: who has to do something on a report of the model, and as what.
create function test.work_of(m test.model) returns table (agency_id int, part text) language sql as $$
	select case when m.released is not null then (select desk from test.setting) else m.agency_id end, 'lead'
	where m.status not in ('resolved', 'rejected')
	union all
	select m.offered, 'offer' where m.offered is not null
	union all
	select b.agency_id, 'coordinate' from test.beside b where b.report_id = m.report_id and not b.done
		and m.released is null and m.status not in ('resolved', 'rejected') and b.agency_id is distinct from m.offered
$$;

-- 2. What must hold, always.
-- report_fault: what is wrong with a report and what hangs on it; null where nothing is.
create function test.report_fault(m test.model) returns text language plpgsql as $$
declare
	r pakn.report;
	v_open bool := m.status not in ('resolved', 'rejected');
begin
	select * into r from pakn.report x where x.tenant_id = 24 and x.report_id = m.report_id;
	return concat_ws('; ',
		case when (r.status, r.agency_id, r.version) <> (m.status, m.agency_id, m.version) then
			format('it is %s at %s in version %s', r.status, r.agency_id, r.version) end,
		case when r.released_at is distinct from m.released then 'released_at' end,
		case when (r.closed_at is null) <> v_open then 'closed_at' end,
		case when (r.offered_to, r.handovers::int) is distinct from (m.offered, m.handovers) then 'offered_to, handovers' end,
		case when r.due_at <> m.due_at then 'due_at' end,
		case when (m.shown, m.reply) is distinct from (select (coalesce(bool_or(p.text_release = 'released'), false),
				coalesce(bool_or(p.answer_release = 'released'), false)) from pakn.report_publication p
			where p.tenant_id = 24 and p.report_id = m.report_id) then 'what is public' end,
		case when exists (select from pakn.report_publication p where p.tenant_id = 24 and p.report_id = m.report_id and
			((p.status, p.category_id, p.agency_id, p.area_id) <> (r.status, r.category_id, r.agency_id, r.area_id)
			or not m.shown and (p.words, p.spot) is distinct from (null, null))) then 'what the public list says of it' end,
		case when r.stat_class not in (class_of(m, now()), class_of(m, '-infinity')) then format('class %s', r.stat_class) end,
		case when (r.stat_bucket > 0) <> (r.stat_class in (3, 4)) then 'bucket' end,
		case when (select count(*) from pakn.work_item w where w.tenant_id = 24 and w.report_id = m.report_id and w.part = 'lead') <> v_open::int
			then 'not one lead' end,
		case when (select array_agg((w.agency_id, w.part) order by w.agency_id) from pakn.work_item w where w.tenant_id = 24 and w.report_id = m.report_id)
			is distinct from (select array_agg((w.agency_id, w.part) order by w.agency_id) from test.work_of(m) w) then 'its work items are others' end,
		case when exists (select from pakn.work_item w where w.tenant_id = 24 and w.report_id = m.report_id and (w.status, w.version, w.due_at, w.stat_class, w.contested)
			is distinct from (r.status, r.version, r.due_at, r.stat_class, m.handovers >= 3 and w.part = 'lead')) then 'a work item says something else' end,
		case when (select array_agg((c.agency_id, c.done_at is not null) order by c.agency_id) from pakn.report_agency c
			where c.tenant_id = 24 and c.report_id = m.report_id) is distinct from (select array_agg((b.agency_id, b.done) order by b.agency_id)
			from test.beside b where b.report_id = m.report_id) then 'others coordinate' end,
		case when (select count(*) from pakn.report_event e where e.tenant_id = 24 and e.report_id = m.report_id) <> m.version then 'events' end,
		case when (select (e.to_status, e.agency_id, e.due_at) from pakn.report_event e where e.tenant_id = 24 and e.report_id = m.report_id
			order by e.at desc, e.event_id desc limit 1) is distinct from (r.status, r.agency_id, r.due_at) then 'its last event says something else' end);
end $$;

-- counted: the figures of now, read, recounted from the events, or counted in the model.
create function test.counted(p_way text, p_dimension text) returns table (key int, starts_at timestamptz, stat_class int, stat_bucket int, n bigint)
language sql as $$
	select c.key, date_trunc('month', c.starts_at), c.stat_class::int, c.stat_bucket::int, sum(c.n)::bigint
	from test.setting, pakn.stats_cells(24, p_dimension, first, last) c where p_way = 'read' group by 1, 2, 3, 4 having sum(c.n) <> 0
	union all
	select c.key, date_trunc('month', c.starts_at), c.stat_class::int, c.stat_bucket::int, sum(c.n)::bigint
	from test.setting, pakn.stats_recount(24, p_dimension, first, last, now()) c where p_way = 'recounted' group by 1, 2, 3, 4
	union all
	select case p_dimension when 'agency' then m.agency_id when 'area' then m.area_id when 'category' then m.category_id else m.channel_id end,
		date_trunc('month', m.received_at), class_of(m, now()),
		case when class_of(m, now()) in (3, 4) then pakn.stat_bucket(pakn.working_minutes(24, 1, m.received_at, m.released)) else 0 end, count(*)
	from test.model m where p_way = 'modelled' group by 1, 2, 3, 4
	union all
	select case p_dimension when 'agency' then b.agency_id when 'area' then b.area_id when 'category' then m.category_id else m.channel_id end,
		date_trunc('month', m.received_at), case b.how when 'return' then 21 when 'lapse' then 23 else 22 end, 0, count(*)
	from test.left_by b join test.model m using (report_id) where p_way = 'modelled' and b.counted group by 1, 2, 3, 4
$$;

-- figures_fault: where two ways of counting differ; null where they do not.
create function test.figures_fault() returns text language sql as $$
	select string_agg(d.dimension || ' ' || d.way || ' ' || d.row, '; ')
	from (
		select dimension, way, x.row
		from unnest('{agency,area,category,channel}'::text[]) dimension, unnest('{recounted,modelled}'::text[]) way,
			lateral (
				(select c::text as row from counted('read', dimension) c except all select c::text from counted(way, dimension) c)
				union all
				(select c::text from counted(way, dimension) c except all select c::text from counted('read', dimension) c)) x
		limit 5) d
$$;

-- rows_fault: figures of the table of statistics that break its own definitions; null where none do.
create function test.rows_fault() returns text language sql as $$
	select string_agg(format('%s %s', grouped, s.code), '; ')
	from test.setting, unnest('{agency,successor,level,area,category,channel,month}'::text[]) grouped,
		lateral pakn.stats_rows(24, first, last, null, grouped) s
	where accepted <> received - refused or handled <> on_time + late or in_progress <> accepted - handled or overdue <> late + overdue_open
		or least(refused, accepted, handled, on_time, late, in_progress, overdue_open, returned, transferred, unaccepted) < 0 or overdue_open > in_progress
		or rate_handled is distinct from round(100.0 * handled / nullif(accepted, 0), 2)
		or rate_on_time is distinct from round(100.0 * on_time / nullif(accepted, 0), 2)
$$;

-- chores: some of the chores, by chance, which must change no figure; and the figures must be right.
create procedure test.chores(p_step int) language plpgsql as $$
declare
	v_before jsonb;
begin
	if random() < 0.5 then
		perform pakn.event_seal(1 + below(200));
		commit;
	end if;
	v_before := (select jsonb_agg(s) from test.setting, pakn.stats_rows(24, first, last, null, 'agency') s);
	if random() < 0.6 then
		perform pakn.stat_overdue(1 + below(12));
	end if;
	if random() < 0.6 then
		perform pakn.stat_fold(1 + below(60));
	end if;
	if v_before is distinct from (select jsonb_agg(s) from test.setting, pakn.stats_rows(24, first, last, null, 'agency') s) then
		insert into test.fault values (p_step, 'chores', 'stat_overdue or stat_fold changed a figure');
	end if;
	insert into test.fault select p_step, 'figures', f from figures_fault() f where f is not null;
	insert into test.fault select p_step, 'rows', f from rows_fault() f where f is not null;
	insert into test.past select now(), d, c.key, c.stat_class, sum(c.n) from unnest('{agency,channel}'::text[]) d, counted('read', d) c group by 1, 2, 3, 4;
	perform pakn.publication_index(below(20));
	commit;
end $$;

-- 3. The people.
-- attempt: one call of case_move, case_classify or case_publish; what it raised, or '00000' and its answer.
create function test.attempt(p_digest bytea, p_operation uuid, p_body bytea, p_report uuid, p_version text, p_action text, p_agency text,
	out state text, out answer pakn.answer) language plpgsql as $$
begin
	state := '00000';
	if p_action = 'classify' then
		answer := pakn.case_classify(p_digest, 24, p_operation, p_body, uuid7(), p_report, p_version, p_agency, 'Lý do');
	elsif p_action in ('publish', 'unpublish') then
		answer := pakn.case_publish(p_digest, 24, p_operation, p_body, uuid7(), p_report, p_version, p_action, null, null, 'Lý do');
	else
		answer := pakn.case_move(p_digest, 24, p_operation, p_body, uuid7(), p_report, p_version, p_action, p_agency, 'Lý do', 'Nội dung', 'done');
	end if;
exception when others then
	state := sqlstate;
	answer := null;
end $$;

-- repeat: sends a success again, as a retry would; what is wrong with what comes of it.
create function test.repeat(p_digest bytea, p_operation uuid, m test.model, p_action text, p_agency text, p_first pakn.answer) returns text
language plpgsql as $$
declare
	v_again record;
begin
	v_again := attempt(p_digest, p_operation, '\x01', m.report_id, m.version::text, p_action, p_agency);
	if v_again.state <> '00000' or v_again.answer is distinct from p_first then
		return 'a repeated operation answered ' || v_again.state;
	end if;
	v_again := attempt(p_digest, p_operation, '\x02', m.report_id, m.version::text, p_action, p_agency);
	return case when v_again.state <> 'PK422' then 'an operation id with another body answered ' || v_again.state end;
end $$;

-- step: somebody tries something on some report.
create procedure test.step(p_step int) language plpgsql as $$
declare
	m test.model;
	v_role text := (array['staff', 'staff', 'head', 'head', 'head', 'head', 'dispatcher', 'dispatcher', 'dispatcher', 'dispatcher', 'operator', 'supervisor', 'nobody'])[1 + below(13)];
	v_agency pakn.agency;
	v_standing text;
	v_action text;
	v_version text;
	v_to text;
	v_expected text;
	v_got record;
	v_operation uuid := gen_random_uuid();
	v_digest bytea;
	v_fault text;
begin
	-- Often one that went between agencies: so many others there are.
	select * into m from test.model order by case when random() < 0.15 then offered is null
		when random() < 0.15 then report_id not in (select b.report_id from test.beside b) end, random() limit 1;
	select * into v_agency from pakn.agency a where a.tenant_id = 24
		and a.agency_id = case when v_role in ('dispatcher', 'operator') then (select desk from test.setting) else m.agency_id end;
	if m.offered is not null and random() < 0.5 then
		v_role := (array['staff', 'head'])[1 + below(2)];
	end if;
	if v_role in ('staff', 'head') and random() < 0.7 then
		select * into v_agency from pakn.agency a where a.tenant_id = 24 and a.agency_id = coalesce((
			select x.agency_id from (select m.offered union all select b.agency_id from test.beside b where b.report_id = m.report_id) x (agency_id)
			where x.agency_id is not null order by random() limit 1), m.agency_id);
	end if;
	if random() < 0.08 then
		select * into v_agency from pakn.agency a where a.tenant_id = 24 and a.code = 'SNV';
	end if;
	v_standing := standing(m, v_agency.agency_id);
	v_action := coalesce(
		case when random() < 0.8 then (select l.action from pakn.lifecycle l where l.from_status = m.status
			and l.role = case when v_standing in ('offered', 'coordinating') then v_standing else v_role end
			and case l.only_when when 'offered' then m.offered is not null when 'unoffered' then m.offered is null else true end
			and case l.action when 'unpublish' then m.shown when 'end-coordination' then exists (select from test.beside b where b.report_id = m.report_id) else true end
			order by random() * case when l.action in ('note', 'message', 'contribute') then 0.3 when l.action in ('reject', 'return', 'request-info', 'coordinate', 'classify')
				then 0.6 when l.action in ('cancel-transfer', 'unpublish', 'approve', 'send-back', 'end-coordination') then 5 else 1 end desc limit 1) end,
		(select a.action from pakn.action a where a.action not in ('supplement', 'offer', 'lapse', 'succeed', 'merge-in', 'merge-out') order by random() limit 1));
	v_version := case when random() < 0.05 then null when random() < 0.05 then (m.version - 1)::text else m.version::text end;
	v_to := case when v_action in ('assign', 'transfer', 'coordinate', 'end-coordination') then
		case when random() < 0.05 then 'NOWHERE' when v_action = 'end-coordination' and random() < 0.8 and exists (select from test.beside b where b.report_id = m.report_id)
			then (select a.code from test.beside b join pakn.agency a on a.tenant_id = 24 and a.agency_id = b.agency_id where b.report_id = m.report_id limit 1) else (array['SXD', 'PCBN', 'NSBN', 'UB07210', 'UB09187', 'TT1022'])[1 + below(6)] end
		when v_action = 'classify' then case when random() < 0.05 then 'NOWHERE' else (array['07210', '09187', '07228'])[1 + below(3)] end end;
	v_digest := case when v_role = 'nobody' then '\x00'::bytea else login(v_role, v_agency.code) end;
	v_expected := expected(m, v_role, v_agency.agency_id, v_action, v_version, v_to);
	v_got := attempt(v_digest, v_operation, '\x01', m.report_id, v_version, v_action, v_to);
	insert into test.done values (v_action, v_got.state);
	if v_got.state <> v_expected then
		insert into test.fault values (p_step, 'outcome', format('%s of %s by %s of %s: %s instead of %s', v_action, m, v_role, v_agency.code, v_got.state, v_expected));
	end if;
	if v_got.state = '00000' then
		if random() < 0.3 then
			v_fault := repeat(v_digest, v_operation, m, v_action, v_to, v_got.answer);
			insert into test.fault select p_step, 'repeat', v_fault where v_fault is not null;
		end if;
		m := moved(m, v_action, v_to, v_role, v_agency.agency_id);
		update test.model x set status = m.status, agency_id = m.agency_id, version = m.version, accepted = m.accepted, offered = m.offered, handovers = m.handovers,
			released = m.released, late = m.late, refused = m.refused, resume = m.resume, shown = m.shown, reply = m.reply, area_id = m.area_id where x.report_id = m.report_id;
	end if;
	v_fault := nullif(report_fault(m), '');
	insert into test.fault select p_step, 'report', format('%s after %s by %s (%s): %s', m, v_action, v_role, v_got.state, v_fault) where v_fault is not null;
	commit;
end $$;

-- lapse: some reports were given longer ago than an agency may take to accept them, and the chore looks.
create procedure test.lapse(p_step int) language plpgsql as $$
declare
	m test.model;
	v_aged uuid[] := array(select x.report_id from test.model x where x.released is null and random() < 0.01);
	v_moved int;
begin
	update pakn.work_item w set given_at = now() - interval '30 days' where w.tenant_id = 24 and w.report_id = any (v_aged);
	v_moved := pakn.unaccepted_chore(1000);
	for m in select * from test.model x where x.report_id = any (v_aged) loop
		if m.status = 'assigned' and m.agency_id <> (select desk from test.setting) then
			m := moved(m, 'lapse', null);
			v_moved := v_moved - 1;
			update test.model x set status = m.status, agency_id = m.agency_id, version = m.version, offered = m.offered where x.report_id = m.report_id;
			insert into test.done values ('lapse', '00000');
		end if;
		insert into test.fault select p_step, 'report', format('%s after a look at what is not accepted: %s', m, f) from report_fault(m) f where f <> '';
	end loop;
	insert into test.fault select p_step, 'outcome', format('%s were given back that should not, or not given back', v_moved) where v_moved <> 0;
	update pakn.work_item w set given_at = now() where w.tenant_id = 24 and w.given_at < now() - interval '20 days';
	commit;
end $$;

-- supplement: the sender of some report answers, asked or not.
create procedure test.supplement(p_step int) language plpgsql as $$
declare
	m test.model;
	v_state text;
begin
	select * into m from test.model x order by x.status <> 'info_requested' and random() < 0.9, random() limit 1;
	v_state := sqlstate_of(format('select pakn.report_supplement(%L, 24, gen_random_uuid(), %L, test.uuid7(), %L, %L, null, %L)',
		sha256(('secret ' || m.code)::bytea), '\x01', m.code, 'Thêm chi tiết', 'vi'));
	insert into test.done values ('supplement', v_state);
	if (v_state = '00000') <> (m.status = 'info_requested') or v_state not in ('00000', 'PK409') then
		insert into test.fault values (p_step, 'outcome', format('supplement of %s: %s', m, v_state));
	end if;
	if v_state = '00000' then
		m := moved(m, 'supplement', null);
		update test.model x set status = m.status, version = m.version where x.report_id = m.report_id;
	end if;
	insert into test.fault select p_step, 'report', format('%s after supplement: %s', m, f) from report_fault(m) f where f <> '';
	commit;
end $$;

-- 4. 300 reports of the last months; a third is past due, a third falls due while the test runs.
select submit((select jsonb_agg(jsonb_build_object('code', 'L' || n, 'category', (array['HTGT', 'DIEN', 'NUOC', 'KHAC', 'TTXD', 'CX'])[1 + below(6)],
		'area_code', (array['07210', '09187', '07228'])[1 + below(3)], 'publish', n % 4 > 0, 'phone', case when n % 4 = 0 then '+84900000001' end,
		'digest', case when n % 3 = 0 then login('operator') end, 'channel', case when n % 3 = 0 then 'hotline' end,
		'received_at', now() - random() ^ 2 * interval '120 days')) from generate_series(1, 300) n)) \g /dev/null
update pakn.report r set due_at = case when right(r.code, 1) in ('1', '2', '3') then now() - random() * interval '20 days'
	when right(r.code, 1) in ('4', '5', '6', '7') then now() + random() * interval '25 seconds' else now() + random() * interval '20 days' end;
update pakn.work_item w set due_at = r.due_at from pakn.report r where r.tenant_id = w.tenant_id and r.report_id = w.report_id;
update pakn.report_event e set due_at = r.due_at from pakn.report r where r.tenant_id = e.tenant_id and r.report_id = e.report_id;
insert into test.model (report_id, code, received_at, due_at, status, agency_id, category_id, area_id, channel_id, publish)
select report_id, code, received_at, due_at, status, agency_id, category_id, area_id, channel_id, publish from pakn.report;
analyze pakn.report, pakn.report_event, pakn.work_item, test.model;

create procedure test.run(p_steps int) language plpgsql as $$
begin
	for i in 1 .. p_steps loop
		if random() < 0.06 then
			call test.supplement(i);
		else
			call test.step(i);
		end if;
		if i % 80 = 0 then
			call test.lapse(i);
			call test.chores(i);
		end if;
	end loop;
end $$;
call test.run(3150);

-- 5. What came of it.
select is((select said from test.fault where what = w order by step limit 1), null, said_so)
from (values ('outcome', 'an action is carried out or refused as the lifecycle, rights, inputs and versions say'),
	('report', 'after every step a report, its work items, its history and the model agree; an open one has exactly one lead, a closed one none'),
	('repeat', 'a repeated operation answers the same and does nothing; with another body it is refused'),
	('chores', 'recording the passing of due and folding change no figure'),
	('figures', 'the figures that are read, recounted and modelled are the same, however much is folded'),
	('rows', 'N = R + A, A = H + P, H = H1 + H2, overdue = H2 + P2 in every row of every table')) w (w, said_so);
select cmp_ok((select count(*) from test.done where action = a and outcome = '00000'), '>=', 10::bigint, 'the walk went through ' || a)
from pakn.action pakn_action (a) where a not in ('erase-contact', 'redact', 'release-file', 'hide-file', 'hand-over', 'offer', 'succeed', 'merge-in', 'merge-out') order by a; -- the first two: identity.sql; of files: attachments.sql; the last: successions.sql, tenant_merges.sql
select cmp_ok((select count(*) from test.done where outcome = o), '>=', 20::bigint, 'the walk met ' || o)
from unnest('{PK401,PK403,PK404,PK409,PK412,PK428,PK422}'::text[]) o;
select cmp_ok((select count(distinct stat_class) from pakn.report), '>=', 6::bigint, 'the walk left reports in all classes that there are');
select is_empty($$ select distinct from_status, to_status, type from pakn.report_event where from_status is not null and type <> all ((select words from test.setting)::text[])
	except (values ('assigned', 'in_progress', 'accepted'), ('assigned', 'received', 'returned'), ('in_progress', 'received', 'returned'),
		('received', 'assigned', 'assigned'), ('assigned', 'assigned', 'assigned'), ('in_progress', 'assigned', 'assigned'),
		('assigned', 'assigned', 'transferred'), ('in_progress', 'assigned', 'transferred'), ('in_progress', 'answered', 'answered'),
		('received', 'answered', 'answered'), ('answered', 'resolved', 'approved'), ('answered', 'in_progress', 'sent_back'),
		('resolved', 'in_progress', 'sent_back'), ('received', 'rejected', 'rejected'), ('assigned', 'rejected', 'rejected'),
		('in_progress', 'rejected', 'rejected'), ('info_requested', 'rejected', 'rejected'), ('received', 'info_requested', 'info_requested'),
		('assigned', 'info_requested', 'info_requested'), ('in_progress', 'info_requested', 'info_requested'),
		('info_requested', 'received', 'supplemented'), ('info_requested', 'assigned', 'supplemented'), ('info_requested', 'in_progress', 'supplemented'),
		('info_requested', 'received', 'resumed'), ('info_requested', 'assigned', 'resumed'), ('info_requested', 'in_progress', 'resumed'),
		('assigned', 'received', 'assigned'), ('in_progress', 'received', 'assigned'),
		('assigned', 'received', 'transferred'), ('in_progress', 'received', 'transferred'), ('assigned', 'in_progress', 'transferred'),
		('in_progress', 'in_progress', 'transferred'), ('assigned', 'received', 'unaccepted')) $$,
	'only the transitions that the design draws happened');
select is_empty($$ select report_id from pakn.report_event where type = any ((select words from test.setting)::text[]) and (from_status, from_agency_id) <> (to_status, agency_id) $$,
	'a note, a message, what is public, an offer and who coordinates and a place leave status and lead as they are');

-- 6. Any instant of the past.
select is_empty($$ with recounted as (
		select p.as_of, p.dimension, c.key, c.stat_class::int, count(*) as n
		from (select distinct as_of, dimension from test.past) p, test.setting, pakn.stats_recount(24, p.dimension, first, last, p.as_of) c
		group by 1, 2, 3, 4)
	(table recounted except table test.past) union all (table test.past except table recounted) $$,
	'the figures of every past instant are recounted as they were read then');
select pakn.stat_fold(1000000), pakn.stat_overdue(1000000), pakn.stat_fold(1000000) \g /dev/null
select is((select count(*) from pakn.stat_delta), 0::bigint, 'all that waits can be folded');
select is((select string_agg(g, ', ') from test.setting, unnest('{agency,successor,level,area,category,channel,month}'::text[]) g
	where (select jsonb_agg(s) from pakn.stats_rows(24, first, last, null, g) s)
		is distinct from (select jsonb_agg(s) from pakn.stats_rows(24, first, last, now(), g) s)), null,
	'a table of now is the same whether read from the rollups or recounted, with its percentiles');

-- 7. The chain of events.
select pakn.event_seal(1000000) \g /dev/null
select is((select count(*) from pakn.event_unsealed), 0::bigint, 'all events can be sealed');
select is((select (min(seq), max(seq), count(*))::text from pakn.event_seal where tenant_id = 24),
	(select (1, count(*), count(*))::text from pakn.report_event), 'every event has one number, without gaps');
select is(pakn.event_verify(24), null, 'the chain of an untouched history verifies');

-- verified_after: what event_verify says after a statement, which is undone.
create function test.verified_after(p_statement text) returns bigint language plpgsql as $$
declare
	v_number bigint;
begin
	execute p_statement;
	v_number := pakn.event_verify(24);
	raise exception using errcode = 'TT000';
exception when sqlstate 'TT000' then
	return v_number;
end $$;
create table test.victim as select s.seq, s.event_id, e.report_id, (select max(seq) from pakn.event_seal where tenant_id = 24) as last
	from pakn.event_seal s join pakn.report_event e using (tenant_id, event_id) where s.tenant_id = 24 and e.type = 'accepted' order by s.seq offset 20 limit 1;
select is((select string_agg(c, ', ') from test.victim, unnest(array['at = at + interval ''1 microsecond''', 'type = ''noted''', 'actor_kind = ''system''',
		'actor_id = actor_id + 1', 'from_status = ''received''', 'to_status = ''answered''', 'from_agency_id = 1', 'agency_id = agency_id + 1',
		'category_id = category_id + 1', 'area_id = 0', 'stat_class = 3', 'stat_bucket = 7', 'due_at = due_at + interval ''1 day''',
		'public = not public', 'content_digest = null', 'other_agency_id = 1', 'report_id = gen_random_uuid()']) c
	where verified_after(format('update pakn.report_event set %s where event_id = %L', c, event_id)) is distinct from seq), null,
	'a change of any column of an event is found at its number');
select is(verified_after(format(s, event_id, seq)), case n when 'own' then seq when 'next' then last when 'first' then 1 else last + 1 end, said_so)
from test.victim, (values
	('delete from pakn.report_event where event_id = %1$L', 'own', 'an event that was deleted is missed'),
	('delete from pakn.event_seal where seq = %2$s', 'own', 'a seal that was deleted is missed'),
	('with x as (delete from pakn.report_event where event_id = %1$L) delete from pakn.event_seal where seq = %2$s', 'own', 'an event that was deleted with its seal is missed'),
	('delete from pakn.event_seal where seq = (select max(seq) from pakn.event_seal)', 'next', 'the last seal is missed'),
	('delete from pakn.event_seal', 'first', 'all seals are missed together'),
	('delete from pakn.event_head', 'after', 'the head of the chain is missed'),
	('update pakn.event_content set text = ''Khác'' where event_id = %1$L', 'own', 'changed words of an event are found'),
	('update pakn.report set description = ''Khác'' where report_id = (select report_id from pakn.report_event e join pakn.event_seal s using (event_id) where s.seq = 1)', 'first', 'a changed description of a report is found'),
	('insert into pakn.report_event select tenant_id, test.uuid7(), report_id, at, ''noted'', actor_kind, actor_id, from_status, to_status, from_agency_id, agency_id, category_id, area_id, stat_class, stat_bucket, due_at, public from pakn.report_event where event_id = %1$L', 'after', 'an event that was slipped in is found')) v (s, n, said_so);
select is(verified_after(format('delete from pakn.event_content where event_id = %L', event_id)), seq, 'words that were lost, and not removed on record, are missed') from test.victim;
select * from finish();
