-- deadline_newest: since when the newest deadline of a class and stage holds; null where there is none.
create or replace function pakn.deadline_newest(p_tenant int, p_class text, p_stage text)
returns date
language sql stable
as $$
	select max(d.valid_from) from pakn.deadline d where d.tenant_id = p_tenant and d.class = p_class and d.stage = p_stage
$$;
