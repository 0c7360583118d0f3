-- oldest-binary: 0.1
-- 0018 public: what anybody may see of a report, found by place, words and change; neighbours who have the same trouble.

create extension if not exists btree_gin with schema public;
create extension if not exists btree_gist with schema public;

-- What was decided to be public of a report: a row from the first such decision on.  What it is found by stands
-- here, so that report needs no index for it, and only of what is public: nothing else can be guessed by searching.
create table pakn.report_publication (
	tenant_id      int not null,
	report_id      uuid not null,
	text_release   text not null default 'hidden' check (text_release in ('hidden', 'released', 'removed')),
	answer_release text not null default 'hidden' check (answer_release in ('hidden', 'released', 'removed')),
	listed         boolean not null generated always as ('released' in (text_release, answer_release)) stored,
	published_at   timestamptz not null,     -- for the first time
	changed_at     timestamptz,              -- of what can be seen, as publication_index gave it; null: not yet
	stale          boolean not null default true,  -- waits for publication_index
	status         text not null,
	category_id    int not null,
	agency_id      int not null,
	area_id        int not null,
	spot           public.geometry(Point, 4326),   -- no nearer than may be known (public_spot)
	words          tsvector,                 -- of the text, while that is released (search_words)
	primary key (tenant_id, report_id)
) with (fillfactor = 70);
create index report_publication_changed on pakn.report_publication (tenant_id, changed_at, report_id);
create index report_publication_stale on pakn.report_publication (tenant_id, report_id) where stale;
create index report_publication_status on pakn.report_publication (tenant_id, status, report_id) where listed;
create index report_publication_category on pakn.report_publication (tenant_id, category_id, report_id) where listed;
create index report_publication_agency on pakn.report_publication (tenant_id, agency_id, report_id) where listed;
create index report_publication_area on pakn.report_publication (tenant_id, area_id, report_id) where listed;
create index report_publication_words on pakn.report_publication using gin (tenant_id, words) with (fastupdate = off);
create index report_publication_spot on pakn.report_publication using gist (tenant_id, spot);

-- Where open reports of things at a place are, by the hundred metres, for neighbours: spot_follow keeps it.
create table pakn.report_spot (
	tenant_id int not null,
	report_id uuid not null,
	handle    uuid not null,                 -- by which a neighbour names it: no code, no time, no place
	spot      public.geometry(Point, 4326) not null,
	primary key (tenant_id, report_id),
	unique (tenant_id, handle)
);
create index report_spot_spot on pakn.report_spot using gist (tenant_id, spot);

-- Who has the same trouble: a keyed hash of a person, or an id made of a key that an app chose.
create table pakn.report_support (
	tenant_id int not null,
	report_id uuid not null,
	supporter bytea not null check (length(supporter) in (16, 32)),
	at        timestamptz not null,
	primary key (tenant_id, report_id, supporter)
);
create index report_support_supporter on pakn.report_support (tenant_id, supporter);

-- How far the courier is: the last stamp of a change, and the number of the last event whose report was looked at.
create table pakn.public_head (
	tenant_id  int primary key,
	stamped_at timestamptz not null default '-infinity',
	spot_seq   bigint not null default 0
) with (fillfactor = 70);

-- Heads of these agencies may publish what theirs answered; elsewhere the desk alone does.
alter table pakn.agency add publishes boolean not null default false;

insert into pakn.action values
	('publish',   'published',   true,  '{}'),
	('unpublish', 'unpublished', false, '{reason}');
-- publisher: the role of the moment of the head of an agency that publishes (roles_now).  What is in a state from
-- which nobody may publish is not public, either (publication_touch).
insert into pakn.role values ('publisher', 'Người được công khai phản ánh');
insert into pakn.lifecycle
select a, s, r, null, 'always'
from unnest('{publish,unpublish}'::text[]) a,
	unnest('{received,info_requested,assigned,in_progress,paused,answered,resolved,archived}'::text[]) s,
	unnest('{dispatcher,publisher}'::text[]) r;

-- What older systems had published; the courier does the rest.
insert into pakn.report_publication (tenant_id, report_id, text_release, answer_release, published_at, status,
	category_id, agency_id, area_id)
select r.tenant_id, r.report_id, case when r.text_public then 'released' else 'hidden' end,
	case when r.answer_public then 'released' else 'hidden' end, coalesce(r.closed_at, r.received_at), r.status,
	r.category_id, r.agency_id, r.area_id
from pakn.report r
where r.text_public or r.answer_public;
alter table pakn.report drop column text_public, drop column answer_public;

-- Open reports of before: the courier looks at what happens from now on.
insert into pakn.public_head (tenant_id, spot_seq) select h.tenant_id, h.seq from pakn.event_head h;
insert into pakn.report_spot
select r.tenant_id, r.report_id, gen_random_uuid(), public.st_setsrid(public.st_makepoint(
	round(r.lon::numeric, 3), round(r.lat::numeric, 3)), 4326)
from pakn.work_item w
	join pakn.report r on r.tenant_id = w.tenant_id and r.report_id = w.report_id
	left join pakn.category c on c.tenant_id = r.tenant_id and c.category_id = r.category_id
where w.part = 'lead' and r.kind = 'site' and r.lat is not null and coalesce(c.in_scope, true);

-- These take or answer more now: the old ones go.
do $$
declare
	v_function regprocedure;
begin
	for v_function in select p.oid from pg_proc p where p.pronamespace = 'pakn'::regnamespace
		and p.proname in ('report_show', 'report_timeline', 'report_supplement', 'status_name', 'agencies_import')
	loop
		execute format('drop function %s', v_function);
	end loop;
end $$;
