-- oldest-binary: 0.1
-- 0016 attachments: photos, videos and documents.  The bytes lie in files that are named by their content
-- (server/files.h); here stands whose they are and who may see them.

-- release: pictures alone are ever released; a removed one leaves this row, and nothing else.
create table pakn.attachment (
	tenant_id     int not null,
	attachment_id uuid not null,
	report_id     uuid,                      -- null: no report has named it yet
	part          text check (part in ('report', 'supplement', 'answer')),
	type          text not null,
	release       text not null default 'hidden' check (release in ('hidden', 'released', 'removed')),
	created_at    timestamptz not null,
	created_by    int,
	primary key (tenant_id, attachment_id),
	check ((report_id is null) = (part is null)),
	check (release <> 'released' or type in ('image/jpeg', 'image/png'))
) with (fillfactor = 70);
create index attachment_report on pakn.attachment (tenant_id, report_id) where report_id is not null;
create index attachment_unnamed on pakn.attachment (tenant_id, created_at) where report_id is null;

-- The files of each: a picture in three sizes, anything else as it came.  Equal contents are one file.
create table pakn.attachment_file (
	tenant_id     int not null,
	attachment_id uuid not null,
	size          text not null check (size in ('full', 'medium', 'small')),
	sha256        bytea not null check (length(sha256) = 32),
	bytes         bigint not null,
	width         int,                       -- null: no picture
	height        int,
	primary key (tenant_id, attachment_id, size)
);
create index attachment_file_content on pakn.attachment_file (tenant_id, sha256);

-- Files that something has ceased to name; emptied by the courier, which deletes those that nothing names.
create table pakn.file_unused (
	tenant_id int not null,
	sha256    bytea not null,
	primary key (tenant_id, sha256)
);

-- Kinds of reports that need a file, where somebody fills in a form who can take a photo.
alter table pakn.tenant add attachment_kinds text[] not null default '{}'
	check (attachment_kinds <@ '{site,procedure,business}');
alter table pakn.channel add takes_photos boolean not null default false;
update pakn.channel set takes_photos = code in ('app', 'web');

insert into pakn.doubt values
	(11, 'unknown_attachment', '/attachments', 'Có tệp kèm theo không tìm thấy; bộ phận tiếp nhận sẽ xem xét.'),
	(12, 'attachment_required', '', 'Chưa kèm ảnh hoặc tệp mà loại phản ánh này cần; bộ phận tiếp nhận sẽ xem xét.');

insert into pakn.action values
	('release-file', 'file_released', false, '{}'),
	('hide-file',    'file_hidden',   false, '{}');
insert into pakn.role_right values ('dispatcher', 'attachment:release'), ('head', 'attachment:release');

-- These take more now: the old ones go.
do $$
declare
	v_function regprocedure;
begin
	for v_function in
		select p.oid from pg_proc p where p.pronamespace = 'pakn'::regnamespace
			and p.proname in ('report_submit', 'report_supplement', 'case_move', 'case_redact', 'tenant_set')
	loop
		execute format('drop function %s', v_function);
	end loop;
end $$;
