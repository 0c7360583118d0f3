-- oldest-binary: 0.1
-- 0030 release: the words that the public reads, with what is masked in them; photos of which parts are covered; flags.

-- What is public stands here as it is read, masked (mask_text), and only while it is released.  masks: what somebody masked by
-- hand; unmasks: what they let stand although the rules would mask it.  What was public before gets its words by the courier.
alter table pakn.report_publication
	add text text,
	add address text,
	add answer text,
	add masks text[] not null default '{}',
	add unmasks text[] not null default '{}';
update pakn.report_publication set stale = true, words = null where listed;

-- A photo of which parts were covered has its versions made anew, and the original, which only staff with that right see.
-- cover: the rectangles, in pixels of the original.  A file that was deleted for good has no versions.
alter table pakn.attachment add cover int[];
alter table pakn.attachment_file drop constraint attachment_file_size_check;
alter table pakn.attachment_file add check (size in ('full', 'medium', 'small', 'original'));
insert into pakn.role_right
select r, 'attachment:original' from unnest('{dispatcher,head,staff}'::text[]) r;

insert into pakn.action values
	('remove-file',  'file_removed',  false, '{reason}'),
	('cover-file',   'file_covered',  false, '{}'),
	('flag-remove',  'flag_removed',  false, '{}'),
	('flag-resolve', 'flag_resolved', false, '{reason}');

-- Why somebody says that what is public should not be.
create table pakn.flag_reason (
	reason  text primary key,
	name    text not null,
	name_en text not null
);
insert into pakn.flag_reason values
	('personal_data', 'Lộ thông tin của người khác', 'It tells of a person'),
	('child',         'Có hình ảnh trẻ em', 'It shows a child'),
	('offensive',     'Xúc phạm, thô tục', 'It insults, or is obscene'),
	('untrue',        'Không đúng sự thật', 'It is not true'),
	('secret',        'Nội dung không được công khai', 'It may not be public by law'),
	('spam',          'Quảng cáo, không liên quan', 'It advertises, or is beside the point'),
	('other',         'Lý do khác', 'Another reason');

-- What somebody says of one thing that is public.  item: text, answer, or the id of a photo.  flagger: a keyed hash of a person
-- who is signed in, or of the address that it came from: somebody counts once.  closed_at: the desk has decided.
create table pakn.flag (
	tenant_id int not null,
	report_id uuid not null,
	item      text not null,
	flagger   bytea not null check (length(flagger) in (16, 32)),
	reason    text not null references pakn.flag_reason,
	note      text,
	at        timestamptz not null,
	closed_at timestamptz,
	primary key (tenant_id, report_id, item, flagger)
);
create index flag_closed on pakn.flag (tenant_id, closed_at) where closed_at is not null;

-- Each thing that was flagged.  waits_since: of the first flag that waits for the desk; null: none does.  taken: it was removed
-- because so many flagged it (tenant.flags_remove).  kept: the desk has let it stand, and no number of flags removes it.
create table pakn.flag_item (
	tenant_id   int not null,
	report_id   uuid not null,
	item        text not null,
	waits_since timestamptz,
	waiting     int not null,
	taken       boolean not null default false,
	kept        boolean not null default false,
	primary key (tenant_id, report_id, item)
) with (fillfactor = 70);
create index flag_item_waiting on pakn.flag_item (tenant_id, waits_since, report_id, item) where waits_since is not null;

-- null: only the desk removes what was flagged.
alter table pakn.tenant add flags_remove int check (flags_remove between 1 and 1000);

insert into pakn.role_right values ('dispatcher', 'flag:resolve');

-- These take more now: the old ones go.
do $$
declare
	v_function regprocedure;
begin
	for v_function in select p.oid from pg_proc p where p.pronamespace = 'pakn'::regnamespace
		and p.proname in ('case_publish', 'attachment_release', 'publication_set', 'publication_words', 'tenant_set')
	loop
		execute format('drop function %s', v_function);
	end loop;
end $$;
