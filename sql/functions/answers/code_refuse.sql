-- code_refuse: says that no report has a code, and how codes are written where it was mistyped.
create or replace function pakn.code_refuse(p_slip boolean)
returns void
language plpgsql
as $$
begin
	perform pakn.refuse(404, 'unknown_code', case when p_slip then jsonb_build_object('detail', jsonb_build_object(
		'vi', 'Mã bị gõ nhầm ít nhất một ký tự. Mã có 11 ký tự, chữ và số, không có I, L, O, U; chữ hoa hay thường đều được.',
		'en', 'At least one character is mistyped. A code has 11 letters and digits, without I, L, O, U, in any case.'))
		else '{}' end);
end $$;
