-- import_stages: what a line of a report's history says by its status: which columns it must have and which
-- others it may, of those that tell what became of the report.  open and closed are Open311's words.
create or replace function pakn.import_stages()
returns table (status text, is_open boolean, needs text[], may text[])
language sql immutable
as $$
	values ('received', true, '{}'::text[], '{}'::text[]), ('assigned', true, '{}', '{}'), ('open', true, '{}', '{}'),
		('in_progress', true, '{accepted_at}', '{}'),
		('answered', true, '{answered_at,answer}', '{accepted_at,outcome}'),
		('resolved', false, '{released_at,answer}', '{accepted_at,answered_at,closed_at,outcome}'),
		('closed', false, '{closed_at}', '{accepted_at,answered_at,released_at,answer,outcome}'),
		('rejected', false, '{closed_at,reason}', '{accepted_at}'),
		('withdrawn', false, '{closed_at}', '{accepted_at,reason}'),
		('duplicate', false, '{closed_at}', '{accepted_at,reason}'),
		('no_reply', false, '{closed_at}', '{accepted_at,reason}'),
		('transferred_out', false, '{closed_at}', '{accepted_at,reason}')
$$;
