-- 0046 cells: where each report counts, for the lists behind figures; and how urgent it was before.

-- What its urgency was until an event ([{at, event, urgency}], the first one first); null: it never was another.
alter table pakn.report add column urgencies jsonb;

-- In which classes a report counts, and in whose rows: what became of it, whether staff entered it, and what happened to it (event_id; all
-- zeros: nothing).  Kept by the courier (search_follow), so that intake and actions pay nothing.  kind, urgency: numbers, as stats_group has them.
create table pakn.report_cell (
	tenant_id   int not null,
	report_id   uuid not null,
	event_id    uuid not null,
	stat_class  smallint not null,
	channel_id  smallint not null,
	kind        smallint not null,
	urgency     smallint not null,
	agency_id   int not null,
	area_id     int not null,
	category_id int not null,
	at          timestamptz,                 -- when it happened
	primary key (tenant_id, report_id, event_id, stat_class)
);

insert into pakn.report_cell
with numbered as materialized (
	select r.tenant_id, r.report_id, r.channel_id, coalesce(array_position('{site,procedure,business}', r.kind), 0) as kind,
		coalesce(array_position('{normal,urgent}', r.urgency), 0) as urgency, r.agency_id, r.area_id, r.category_id, r.created_by is not null as entered,
		case when r.stat_class <= 1 and r.due_at <= now() then 2 else r.stat_class end as stat_class, r.late_agency_id, r.status, t.merged_into,
		r.stat_class <= 1 as is_open
	from pakn.report r join pakn.tenant t on t.tenant_id = r.tenant_id
)
select n.tenant_id, n.report_id, '00000000-0000-0000-0000-000000000000', k.stat_class, n.channel_id, n.kind, n.urgency,
	case when not n.is_open and c.late + c.overdue = 1 then coalesce(n.late_agency_id, n.agency_id) else n.agency_id end, n.area_id, n.category_id, null
from numbered n
	join pakn.stat_class c on c.stat_class = n.stat_class
	cross join lateral (select n.stat_class union all select 81 where n.entered) k
-- What goes on in another province counts there.
where not (n.status = 'transferred_out' and exists (select from pakn.report x where x.tenant_id = n.merged_into and x.report_id = n.report_id))
union all
select e.tenant_id, e.report_id, e.event_id, c.stat_class, n.channel_id, n.kind, n.urgency, case when c.event_types = '{}' then e.from_agency_id else e.agency_id end,
	e.area_id, e.category_id, e.at
from pakn.report_event e
	join pakn.stat_class c on e.type = any (c.event_types)
		or c.name = e.type and c.returned + c.transferred + c.unaccepted = 1 and e.agency_id <> e.from_agency_id
	join numbered n on n.tenant_id = e.tenant_id and n.report_id = e.report_id;

-- A page of any cell is the first rows of a few ranges of one of these.
create index report_cell_agency on pakn.report_cell (tenant_id, agency_id, stat_class, report_id);
create index report_cell_area on pakn.report_cell (tenant_id, area_id, stat_class, report_id);
create index report_cell_category on pakn.report_cell (tenant_id, category_id, stat_class, report_id);
create index report_cell_kind on pakn.report_cell (tenant_id, channel_id, kind, urgency, stat_class, report_id);
-- These were for lists alone.
drop index pakn.report_late;

-- These take or answer something else now, or are no more: the old ones go.
do $$
declare
	v_function regprocedure;
begin
	for v_function in select p.oid from pg_proc p where p.pronamespace = 'pakn'::regnamespace
		and p.proname in ('stats_keys', 'stats_listed', 'stats_listed_now', 'stats_listed_page', 'stats_exact', 'stats_is_of', 'stats_counted', 'case_sheet', 'case_sheet_rows')
	loop
		execute format('drop function %s', v_function);
	end loop;
end $$;
