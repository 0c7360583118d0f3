-- act_last: who did what to a fact last, and when; null where nobody has.
create or replace function pakn.act_last(p_tenant int, p_noun text, p_key text)
returns jsonb
language plpgsql stable
as $$
begin
	return (select jsonb_build_object('at', a.at, 'who', pakn.act_who(a), 'action', pakn.act_kind(a))
		from pakn.admin_act a
		where a.tenant_id = p_tenant and a.noun = p_noun and a.key = p_key
		order by a.act_id desc
		limit 1);
end $$;
