-- login_subject: under what the attempts of one kind are counted (login_limit.step says how it is named).  An IPv6 address counts with its /64.
create or replace function pakn.login_subject(p_kind text, p_username text, p_address inet)
returns bytea
language sql immutable
as $$
	select sha256(convert_to(concat_ws(' ', p_kind,
		case when p_kind !~ 'address$' then lower(p_username) end,
		case when p_kind ~ '(pair|address)$' then
			network(set_masklen(p_address, case family(p_address) when 6 then 64 else 32 end))::text end), 'UTF8'))
$$;
