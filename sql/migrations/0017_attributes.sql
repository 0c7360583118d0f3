-- oldest-binary: 0.1
-- 0017 attributes: what a field asks for beyond the usual, each with the time in which it does.

create table pakn.category_attribute (
	tenant_id    int not null references pakn.tenant,
	category_id  int not null,
	code         text not null,
	name         text not null,              -- the question
	kind         text not null check (kind in ('text', 'number', 'choice', 'boolean', 'date')),
	required     boolean not null default false,
	choices      jsonb,                      -- [{code, name}], in their order
	choices_once text[] not null default '{}',   -- codes that were among them before they were changed
	place        int not null default 1,
	valid_from   date not null default '-infinity',
	valid_to     date not null default 'infinity',
	primary key (tenant_id, category_id, code, valid_from),
	foreign key (tenant_id, category_id) references pakn.category,
	check (valid_from < valid_to),
	check ((kind = 'choice') = (choices is not null))
);
-- Spares reports of all other fields the look at what is asked for.
alter table pakn.category add column has_attributes boolean not null default false;
-- How old a form may be: what is asked for since then may be missing.
alter table pakn.tenant add column forms_age interval not null default '90 days';

insert into pakn.doubt values
	(13, 'attributes', '/attributes', 'Một số thông tin không khớp với biểu mẫu hiện nay; bộ phận tiếp nhận sẽ xem xét.');

-- Of the desk's queue those few are found by looking; no intake pays for an index of them.
drop index pakn.work_item_review;

-- How far the answers to submissions have been swept (answers_sweep).
create table pakn.answer_sweep (
	tenant_id int primary key,
	swept_to  uuid not null
);
-- After so long an answer is rebuilt where it is asked for again.
alter table pakn.tenant add column answers_kept interval not null default '30 days';
-- Which rule had decided, and with which words, once somebody has decided otherwise.
alter table pakn.report add column first_route jsonb;
