-- mask_label: what the public reads in the place of what is masked.
create or replace function pakn.mask_label(p_kind text)
returns text
language sql immutable parallel safe
as $$
	select case p_kind when 'phone' then '[số điện thoại]' when 'identity' then '[số giấy tờ]' when 'plate' then '[biển số xe]'
		when 'account' then '[số tài khoản]' when 'email' then '[e-mail]' else '[đã che]' end
$$;
