-- A province with many reports, as staff search them and as its history is recomputed: made by SQL alone, into a database that was
-- migrated and seeded with the demo province, since only reading is measured (tests/bench/search).
-- :count  how many reports
\set ON_ERROR_STOP on
set synchronous_commit = off;
select pakn.partition_ensure(now() - interval '25 months', now());

-- Words of reports, the first ones far more often than the last (as Zipf has it).
create temp table word as
select place, w from unnest(string_to_array('đường,đèn,nước,rác,thải,cống,điện,cây,xanh,vỉa,hè,chiếu,sáng,ngập,úng,lún,sụt,nắp,hố,ga,mất,hỏng,vỡ,tối,mùi,'
	|| 'ô,nhiễm,khu,dân,cư,tổ,phố,ngõ,thôn,xóm,trường,học,chợ,cầu,kênh,mương,xe,tải,đỗ,sai,quy,định,tiếng,ồn,karaoke,xây,dựng,trái,phép,lấn,chiếm,'
	|| 'hành,lang,biển,báo,gãy,đổ,dây,cáp,viễn,thông,chó,thả,rông,đốt,rơm,rạ,bụi,công,trình,giá,dịch,vụ,thủ,tục,hộ,tịch,đất,đai,sổ,đỏ,bảo,hiểm,'
	|| 'y,tế,khám,bệnh,thuốc,giáo,viên,xăng,dầu,gas,chung,cư,thang,máy,cháy,nổ,an,ninh,trật,tự,trộm,cắp,ma,túy,cờ,bạc', ',')) with ordinality t (w, place);
create function pg_temp.words(p_seed bigint, p_count int) returns text language sql volatile as $$
	select string_agg(w.w, ' ') from generate_series(1, p_count) g,
		lateral (select floor(exp(random() * ln(120)))::int as n offset 0 * (g + p_seed)) x join word w on w.place = x.n
$$;
-- A thousand texts; reports share them, each with a number and a rare word of its own.
create temp table said as select n, initcap(pg_temp.words(n, 12 + n % 20)) as text, pg_temp.words(n, 10) as answer from generate_series(1, 1000) n;
create temp table place as select row_number() over () - 1 as n, a.area_id, a.name from pakn.area a
	where a.tenant_id = 24 and a.level = 'commune' and a.valid_to = 'infinity';
create temp table office as select row_number() over () - 1 as n, g.agency_id from pakn.agency g where g.tenant_id = 24;
create temp table field as select row_number() over () - 1 as n, c.category_id from pakn.category c where c.tenant_id = 24;

create temp table made as
select n, pakn.uuid_at(now() - interval '24 months' * (1 - n::float8 / :count), (n % 4096)::int) as report_id, 'B' || n as code,
	pakn.uuid_time(pakn.uuid_floor(now() - interval '24 months' * (1 - n::float8 / :count))) as at, (random() * 998 + 1)::int as said,
	floor(98 * random() * random())::int as place, floor(129 * random() * random())::int as office, floor(26 * random() * random())::int as field,
	case when n > :count * 0.97 then (array['received', 'assigned', 'in_progress', 'paused', 'answered'])[1 + n % 5]
		when random() < 0.04 then 'rejected' else 'resolved' end as status,
	case when random() < 0.03 then 'urgent' else 'normal' end as urgency, (array[1, 2, 3, 4])[1 + n % 4] as channel
from generate_series(1, :count) n;

insert into pakn.report (tenant_id, report_id, code, received_at, channel_id, kind, category_id, urgency, area_id, agency_id, status, stat_class,
	publish, anonymous, due_at, closed_at, address, description, text_salt, route_reason, answer)
select 24, m.report_id, m.code, m.at, m.channel, 'site', f.category_id, m.urgency, p.area_id, o.agency_id, m.status,
	case when m.status in ('resolved') then 3 when m.status = 'rejected' then 5 else 1 end, true, false, m.at + interval '10 days',
	case when m.status in ('resolved', 'rejected') then m.at + interval '6 days' end, 'Số ' || m.n % 300 || ' ' || p.name,
	s.text || ' số ' || m.n % 1000 || ' mã' || m.n / 7, '\x00112233445566778899aabbccddeeff', 'Theo quy tắc', case when m.status = 'resolved' then s.answer end
from made m join said s on s.n = m.said join place p on p.n = m.place join office o on o.n = m.office join field f on f.n = m.field
order by m.report_id;
insert into pakn.report_code (tenant_id, code, report_id, key_digest, body_hash, secret_digest)
select 24, m.code, m.report_id, '\x00', '\x00', '\x00' from made m;
insert into pakn.report_event
select 24, r.report_id, r.report_id, r.received_at, 'received', 'citizen', null, null, r.status, null, r.agency_id, r.category_id, r.area_id,
	r.stat_class, 0, r.due_at, true, sha256(r.text_salt || convert_to(r.description, 'UTF8'))
from pakn.report r where r.tenant_id = 24 order by r.report_id;
insert into pakn.work_item (tenant_id, report_id, agency_id, part, status, category_id, area_id, channel_id, urgency, received_at, due_at, stat_class)
select 24, r.report_id, r.agency_id, 'lead', r.status, r.category_id, r.area_id, r.channel_id, r.urgency, r.received_at, r.due_at, 1
from pakn.report r where r.tenant_id = 24 and r.closed_at is null;
insert into pakn.event_unsealed select 24, e.event_id from pakn.report_event e where e.tenant_id = 24 order by e.event_id;
analyze;

-- What the courier would make of it bit by bit (search_follow), at once: the words of the texts are read once for each text.
alter table said add vector tsvector;
update said set vector = pakn.search_vector(text, null, null) || pakn.search_vector(null, null, answer);
drop index pakn.report_search_words;
insert into pakn.report_search
select 24, r.report_id, r.agency_id, r.category_id, r.area_id, r.channel_id, 1, r.stat_class, r.closed_at is null, r.status, r.urgency, r.due_at,
	s.vector || array_to_tsvector(array['so', (m.n % 1000)::text, 'ma' || m.n / 7])
from made m join said s on s.n = m.said join pakn.report r on r.tenant_id = 24 and r.report_id = m.report_id;
create index report_search_words on pakn.report_search using gin (tenant_id, words);
vacuum analyze pakn.report_search, pakn.report, pakn.work_item;
