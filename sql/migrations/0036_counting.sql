-- 0036 counting: whose row a late report stands in, for good.

-- The agency that led when the deadline of this round passed: what is late stands in its row, whoever has it afterwards.
-- Null: no deadline of the report has passed yet.  An event tells it as it was then.
alter table pakn.report add column late_agency_id int;
alter table pakn.report_event add column late_agency_id int;

-- What is late already: whoever led when the deadline of its last round passed, as the events tell.
update pakn.report r set late_agency_id = coalesce((
	select e.agency_id from pakn.report_event e
	where e.tenant_id = r.tenant_id and e.report_id = r.report_id and e.at < r.due_at
	order by e.at desc, e.event_id desc limit 1), r.agency_id)
from pakn.stat_class c
where c.stat_class = r.stat_class and c.late + c.overdue = 1 and r.due_at <= now();
insert into pakn.stat_delta
select r.tenant_id, gen_random_uuid(), m.n, date_trunc('hour', r.received_at), m.agency_id, r.area_id, r.category_id, r.channel_id,
	r.stat_class, r.stat_bucket
from pakn.report r
	join pakn.stat_class c on c.stat_class = r.stat_class and c.late + c.overdue = 1,
	lateral (values (-1, r.agency_id), (1, r.late_agency_id)) m (n, agency_id)
where r.late_agency_id <> r.agency_id;
