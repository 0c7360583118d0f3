-- oldest-binary: 0.1
-- 0022 units: outlines, names and units above that change while a code stays; how much of a unit went where; the
-- area of a case is set by people.

-- What became of a unit; the tree of before is asked for from that of today, too.
alter table pakn.area_successor add column area_km2 double precision check (area_km2 > 0);  -- of the old unit; null: not known
create index area_successor_from on pakn.area_successor (tenant_id, successor_id);

-- An outline has a time within its unit's: it may change while the code stays.
alter table pakn.area_boundary
	add column valid_from date not null default '-infinity',
	add column valid_to   date not null default 'infinity',
	add check (valid_from < valid_to);
update pakn.area_boundary b set valid_from = a.valid_from
from pakn.area a where a.tenant_id = b.tenant_id and a.area_id = b.area_id;
alter table pakn.area_boundary
	drop constraint area_boundary_pkey,
	add primary key (tenant_id, area_id, valid_from),
	add exclude using gist (tenant_id with =, area_id with =, daterange(valid_from, valid_to) with &&);
alter table pakn.area_part
	add column valid_from date not null default '-infinity',
	add column valid_to   date not null default 'infinity';
update pakn.area_part p set valid_from = b.valid_from
from pakn.area_boundary b where b.tenant_id = p.tenant_id and b.area_id = p.area_id;
alter table pakn.area_part
	drop constraint area_part_pkey,
	add primary key (tenant_id, area_id, valid_from, part_no);

-- How a unit was called, and what was above it, until it was called otherwise or came under another: the row of the
-- first valid_to behind a day tells of that day, and where there is none, area does (area_then).
create table pakn.area_former (
	tenant_id int not null,
	area_id   int not null,
	valid_to  date not null,                 -- the first day on which it was so no longer
	name      text not null,
	full_name text not null,
	parent_id int,
	primary key (tenant_id, area_id, valid_to),
	foreign key (tenant_id, area_id) references pakn.area,
	foreign key (tenant_id, parent_id) references pakn.area (tenant_id, area_id)
);
create index area_former_parent on pakn.area_former (tenant_id, parent_id);

-- Whoever has a case says where it is; the desk, of any.
insert into pakn.action values ('classify', 'classified', false, '{area_code}');
insert into pakn.lifecycle
select 'classify', s, r, null, 'always'
from unnest('{received,info_requested,assigned,in_progress}'::text[]) s, unnest('{operator,dispatcher,staff,head}'::text[]) r;

-- These take or answer more now: the old ones go.
do $$
declare
	v_function regprocedure;
begin
	for v_function in select p.oid from pg_proc p where p.pronamespace = 'pakn'::regnamespace
		and p.proname in ('area_boundary_set', 'area_once', 'succession_import', 'succession_given', 'stats_rows', 'stats_check', 'stats_group',
			'stats_resolution', 'stats_resolution_csv', 'area_parents', 'boundaries_import', 'zones_import')
	loop
		execute format('drop function %s', v_function);
	end loop;
end $$;
