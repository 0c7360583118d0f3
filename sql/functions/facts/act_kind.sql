-- act_kind: what an administrator's act was.
create or replace function pakn.act_kind(a pakn.admin_act)
returns text
language sql immutable
as $$
	select coalesce(a.action, case when a.key is null then 'import' when a.before is null then 'add' when a.after is null then 'delete'
		else 'change' end)
$$;
