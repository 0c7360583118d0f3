-- stats_family: the provinces whose figures a question asks for: this one, and what became part of it.
create or replace function pakn.stats_family(q pakn.stats_question)
returns int[]
language plpgsql stable
as $$
begin
	return case when q.merged then array(select f from pakn.tenant_family(q.tenant_id) f) else array[q.tenant_id] end;
end $$;
