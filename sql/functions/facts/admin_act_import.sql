-- admin_act_import: notes that a file was imported, and what came of it.
-- Writes: admin_act
create or replace function pakn.admin_act_import(p_tenant_code text, p_act_id uuid, p_noun text, p_file text,
	p_added bigint, p_changed bigint, p_same bigint)
returns void
language sql volatile
as $$
	select pakn.admin_act_note(pakn.tenant_named(p_tenant_code), p_act_id, null, null, p_noun, 'import', null, null,
		jsonb_build_object('file', p_file, 'added', p_added, 'changed', p_changed, 'same', p_same))
$$;
