-- A history for the demo: January to September 2026 in the shape of Bắc Ninh's first nine months of 2023,
-- as JSON lines for `pakn replay`.  Run from the top of the tree, as the schema's owner, after bac_ninh.sql:
--   psql -XAtq -v ON_ERROR_STOP=1 -v count=2100 -f sql/seed/history.sql >history.jsonl
-- The same every time: what looks like chance is a digest of the report's number.  It only reads.
set search_path = pakn, public;
set client_min_messages = warning;
begin;

create temp table t_field (category text, weight float8, instead text) on commit drop;
create temp table t_report (category text, text text) on commit drop;
create temp table t_answer (category text, outcome text, text text) on commit drop;
create temp table t_word (slot text, word text) on commit drop;
create temp table t_course (course text, place int, action text, actor text, share float8) on commit drop;
create temp table t_month (month timestamp, weight float8) on commit drop;
create temp table t_hour (hour int, weight float8) on commit drop;
\copy t_field from program 'grep -v "^#" sql/seed/history/fields.tsv' (format csv, delimiter E'\t', header)
\copy t_report from program 'grep -v "^#" sql/seed/history/reports.tsv' (format csv, delimiter E'\t', header)
\copy t_answer from program 'grep -v "^#" sql/seed/history/answers.tsv' (format csv, delimiter E'\t', header)
\copy t_word from program 'grep -v "^#" sql/seed/history/words.tsv' (format csv, delimiter E'\t', header)
\copy t_course from program 'grep -v "^#" sql/seed/history/courses.tsv' (format csv, delimiter E'\t', header)
\copy t_month from program 'grep -v "^#" sql/seed/history/months.tsv' (format csv, delimiter E'\t', header)
\copy t_hour from program 'grep -v "^#" sql/seed/history/hours.tsv' (format csv, delimiter E'\t', header)

-- chance: a number from 0 to 1 for a report and a purpose.
create function pg_temp.chance(p_n int, p_purpose text) returns float8
language sql immutable as $$
	select ('x' || left(md5(p_n || ' ' || p_purpose), 8))::bit(32)::bigint / 4294967296.0
$$;

-- word: one of a slot's words.  numbers: {so} and {so2} are house numbers and small ones.
create function pg_temp.word(p_n int, p_slot text, p_purpose text) returns text
language plpgsql stable as $$
declare
	v_words text[] := (select array_agg(coalesce(w.word, '') order by w.word) from t_word w where w.slot = p_slot);
	v_chance float8 := pg_temp.chance(p_n, p_slot || p_purpose);
begin
	return case p_slot
		when 'so' then (1 + floor(v_chance * 240))::text
		when 'so2' then (1 + floor(v_chance * 9))::text
		else v_words[1 + floor(v_chance * cardinality(v_words))] end;
end $$;

-- filled: a text with a word in each of its slots.
create function pg_temp.filled(p_n int, p_text text, p_purpose text) returns text
language plpgsql stable as $$
declare
	v_text text := p_text;
	v_slot text;
begin
	loop
		v_slot := substring(v_text from '[{]([a-z0-9]+)[}]');
		exit when v_slot is null;
		v_text := replace(v_text, '{' || v_slot || '}', pg_temp.word(p_n, v_slot, p_purpose));
	end loop;
	return v_text;
end $$;

-- sentence: with a capital in front.
create function pg_temp.sentence(p_text text) returns text
language sql immutable as $$ select upper(left(p_text, 1)) || substr(p_text, 2) $$;

-- minute_of, instant_of: the running number of a minute of office time, or of any time where work goes on
-- day and night; and back.
create function pg_temp.minute_of(p_always bool, p_at timestamptz) returns float8
language sql stable as $$
	select case when p_always then extract(epoch from p_at) / 60 else (
		select b.minutes_before + greatest(0, extract(epoch from p_at - b.starts_at) / 60)
		from pakn.working_block b
		where b.tenant_id = 24 and b.calendar_id = 1 and b.ends_at > p_at
		order by b.ends_at limit 1) end
$$;
create function pg_temp.instant_of(p_always bool, p_minute float8) returns timestamptz
language sql stable as $$
	select date_trunc('second', case when p_always then to_timestamp(p_minute * 60) else (
		select b.starts_at + make_interval(secs => (p_minute - b.minutes_before) * 60)
		from pakn.working_block b
		where b.tenant_id = 24 and b.calendar_id = 1 and b.minutes_before <= p_minute
		order by b.minutes_before desc limit 1) end)
$$;

-- What is drawn from: each row has the part of [0, 1) that ends at upto.
create temp table field_draw on commit drop as
select *, sum(weight) over (order by category) / sum(weight) over () as upto from t_field;
create temp table hour_draw on commit drop as
select *, sum(weight) over (order by hour) / sum(weight) over () as upto from t_hour;
create temp table area_draw on commit drop as
select *, sum(weight) over (order by code) / sum(weight) over () as upto
from (select a.area_id, a.code, a.lon, a.lat, case when a.full_name like 'Phường%' then 3.0 else 1.0 end as weight
	from area a where a.tenant_id = 24 and a.level = 'commune' and a.valid_to = 'infinity') as a;
-- Days that are worked see three times as many as others.
create temp table day_draw on commit drop as
select m.month, d as day, sum(w) over (partition by m.month order by d) / sum(w) over (partition by m.month) as upto
from t_month m, generate_series(m.month, m.month + interval '1 month' - interval '1 day', interval '1 day') d,
	lateral (select case when exists (select from working_block b where b.tenant_id = 24 and b.calendar_id = 1
		and b.starts_at >= d::timestamptz and b.starts_at < d::timestamptz + interval '1 day') then 3.0 else 1.0 end as w) x;

-- 1. The reports: when, where, about what.
create temp table h_report on commit drop as
select n, f.category, f.instead, c.category_id, c.deadline_class, c.deadline_class = 'urgent' as always,
	a.area_id, a.code as area, a.lon, a.lat,
	(d.day + make_interval(hours => h.hour, secs => floor(pg_temp.chance(n, 'second') * 3600)))::timestamptz as received_at
from generate_series(1, :count) n
	join lateral (select month from (select *, sum(weight) over (order by month) / sum(weight) over () as upto from t_month) x
		where upto >= n::float8 / :count order by upto limit 1) m on true
	join lateral (select * from day_draw x where x.month = m.month and x.upto > pg_temp.chance(n, 'day') order by upto limit 1) d on true
	join lateral (select * from hour_draw x where x.upto > pg_temp.chance(n, 'hour') order by upto limit 1) h on true
	join lateral (select * from field_draw x where x.upto > pg_temp.chance(n, 'field') order by upto limit 1) f on true
	join lateral (select * from area_draw x where x.upto > pg_temp.chance(n, 'area') order by upto limit 1) a on true
	join category c on c.tenant_id = 24 and c.code = f.category;

-- 2. Where they go and what there is time for, in minutes of work: from, due, and the last ones of the history.
create temp table h_case on commit drop as
select r.*, coalesce(g.code, 'TT1022') as agency, coalesce(g.needs_approval, false) as approved,
	pg_temp.minute_of(r.always, r.received_at) as starts, pg_temp.minute_of(r.always, due.due_at) as due,
	pg_temp.minute_of(r.always, '2026-09-30 16:55+07') as ends,
	case r.instead when 'commune' then 'UB' || r.area else r.instead end as other
from h_report r
	left join lateral route_find(24, r.category_id, r.area_id, r.received_at, r.lon, r.lat, 1) route on r.category <> 'NGOAI'
	left join agency g on g.tenant_id = 24 and g.agency_id = route.agency_id
	cross join lateral answer_due(24, r.deadline_class, r.received_at, 1) due;

-- 3. What becomes of them.  Refused: what is out of scope, and a few others.  Open at the end: 8.2% of the rest, most
-- of them the newest, some of them old.
create temp table h_fate on commit drop as
with refused as (
	select c.*, c.starts + 450 < c.ends and (c.category = 'NGOAI' or pg_temp.chance(n, 'refused') <
		case c.category when 'KHAC' then 0.25 else 0.012 end) as refused
	from h_case c
), ranked as (
	select r.*, row_number() over (order by r.refused, r.starts + 450 < r.ends, extract(epoch from r.received_at)
			+ pg_temp.chance(n, 'newest') * 1000000 desc) as newest,
		row_number() over (order by r.refused, r.received_at > '2026-08-31', pg_temp.chance(n, 'old')) as oldest,
		0.082 * count(*) filter (where not r.refused) over () as open
	from refused r
)
select r.*, case
		when r.refused then 'refused'
		when r.newest <= 0.88 * r.open or r.oldest <= 0.12 * r.open then 'open'
		else 'handled' end as fate
from ranked r;

-- 4. By which course, and until when: most on time, some of the handled late.
create temp table h_course on commit drop as
select f.*, case f.fate
		when 'refused' then 'refused'
		when 'open' then case when f.agency = 'TT1022' or f.starts + 60 > f.ends or x.course < 0.4 then 'new'
			when x.course < 0.8 or not f.approved then 'accepted' else 'waiting' end
		else case when f.agency = 'TT1022' then 'desk' else case
			when x.course < 0.05 and f.other <> f.agency then 'returned'
			when x.course < 0.09 then 'unfit'
			when x.course < 0.1 and f.approved then 'recalled'
			when x.course < 0.14 then 'asked'
			else 'plain' end || case when coalesce(o.needs_approval, f.approved) then '_head' else '_firm' end end
		end as course,
	case
		when f.fate = 'refused' then f.starts + 20 + 400 * x.speed
		when f.fate = 'handled' and x.late < 0.075 and f.due + 2500 < f.ends then f.due + 30 + 2400 * x.speed
		else f.starts + (least(f.due - 1, f.ends) - f.starts) * (0.1 + 0.88 * x.speed) end as released,
	0.5 + 1.5 * pg_temp.chance(n, 'pace') as pace
from h_fate f
	cross join lateral (select pg_temp.chance(n, 'course') as course, pg_temp.chance(n, 'late') as late,
		pg_temp.chance(n, 'speed') as speed) as x
	left join agency o on o.tenant_id = 24 and o.code = f.other and f.fate = 'handled' and x.course < 0.05 and f.other <> f.agency;

-- 5. What staff did, with words.
create temp table h_work on commit drop as
select c.n, json_agg(json_strip_nulls(json_build_object('action', s.action,
		'at', to_char(pg_temp.instant_of(c.always, least(c.ends, c.starts + (c.released - c.starts)
			* case when s.share < 1 then s.share ^ c.pace else s.share end)), 'YYYY-MM-DD"T"HH24:MI:SS"+07:00"'),
		'as', s.actor,
		'agency', case when s.action = 'assign' then c.other end,
		'reason', case when s.action in ('return', 'assign', 'send-back', 'reject') then
			pg_temp.word(c.n, case when c.category = 'NGOAI' then 'refer' else s.action end, s.place::text) end,
		'text', case s.action when 'answer' then pg_temp.word(c.n, 'camon', s.place::text) || said.text || pg_temp.word(c.n, 'hen', s.place::text)
			when 'request-info' then pg_temp.word(c.n, s.action, '') end,
		'outcome', case when s.action = 'answer' then said.outcome end,
		-- Until the end of the quarter after it, as the words say.
		'planned_on', case when s.action = 'answer' and said.outcome = 'planned' then
			(date_trunc('quarter', pg_temp.instant_of(c.always, c.released)) + interval '6 months' - interval '1 day')::date end)) order by s.place) as work
from h_course c
	join t_course s on s.course = c.course
	left join lateral (select a.outcome, a.text from t_answer a where a.category = c.category
		order by pg_temp.chance(c.n, 'answer' || s.place || a.text) limit 1) said on true
group by c.n;

-- 6. The lines, oldest report first.
select json_strip_nulls(json_build_object(
	'category', c.category, 'kind', 'site',
	'description', pg_temp.word(c.n, 'mo', '') || pg_temp.sentence(pg_temp.filled(c.n, said.text, '')) || pg_temp.word(c.n, 'ket', ''),
	'location', case when at.code = c.area then json_build_object('lat', spot.lat, 'lon', spot.lon) end,
	'area_code', case when at.code is distinct from c.area then c.area end,
	'address', pg_temp.sentence(pg_temp.filled(c.n, '{noi}', '')),
	'received_at', to_char(c.received_at, 'YYYY-MM-DD"T"HH24:MI:SS"+07:00"'),
	'contact', case when pg_temp.chance(c.n, 'contact') < 0.8 then json_build_object(
		'name', pg_temp.filled(c.n, '{ho} {dem} {ten}', ''), 'phone', '0900' || lpad(c.n::text, 6, '0')) end,
	'anonymous', case when pg_temp.chance(c.n, 'anonymous') < 0.1 then true end,
	'publish', pg_temp.chance(c.n, 'publish') < 0.6,
	'work', w.work))
from h_course c
	left join h_work w on w.n = c.n
	cross join lateral (select r.text from t_report r where r.category = c.category
		order by pg_temp.chance(c.n, r.text) limit 1) said
	-- Up to a kilometre from the commune's centre; where that is another commune's, its code alone is told.
	cross join lateral (select round((c.lat + 0.009 * (2 * pg_temp.chance(c.n, 'lat') - 1))::numeric, 5)::float8 as lat,
		round((c.lon + 0.009 * (2 * pg_temp.chance(c.n, 'lon') - 1))::numeric, 5)::float8 as lon) as spot
	left join lateral area_locate(24, spot.lon, spot.lat, c.received_at) at on pg_temp.chance(c.n, 'point') < 0.9
order by c.received_at, c.n;
rollback;
