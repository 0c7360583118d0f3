-- attachment_open: whether anybody may see a file: it was released, and so were the words that it goes with.
create or replace function pakn.attachment_open(a pakn.attachment, r pakn.report)
returns boolean
language sql immutable
as $$
	select coalesce(a.release = 'released' and case when a.part = 'answer' then r.answer_public else r.text_public end, false)
$$;
