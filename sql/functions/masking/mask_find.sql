-- mask_find: where numbers of people stand in a text in normal form C: phones, identity papers, plates, accounts, e-mail
-- addresses (mask_rules), with tone marks or without.  at: the first sign, from 1.
-- Each rule reads the text once: where its matches lie follows from what stands between them.
create or replace function pakn.mask_find(p_text text)
returns table (kind text, at int, len int)
language plpgsql immutable parallel safe
as $$
declare
	v_text text := pakn.mask_fold(p_text);
	v_rule record;
	v_match text[];                                  -- all that a rule took, and the number in it
	v_between text[];
	v_place int;
	v_next int;
begin
	-- Most texts have none, and nothing is looked for in those.
	if v_text !~* '[0-9@]|khong|\((at|a)\)' then
		return;
	end if;
	for v_rule in select r.kind, r.pattern from pakn.mask_rules() r order by r.place loop
		v_place := 0;
		v_next := 1;
		for v_match in select m from regexp_matches(v_text, '(' || v_rule.pattern || ')', 'gi') m loop
			if v_place = 0 then
				v_between := regexp_split_to_array(v_text, '(' || v_rule.pattern || ')', 'i');
			end if;
			v_place := v_place + 1;
			v_next := v_next + length(v_between[v_place]);
			kind := v_rule.kind;
			at := v_next + strpos(v_match[1], v_match[2]) - 1;
			len := length(v_match[2]);
			v_next := v_next + length(v_match[1]);
			-- No later rule takes it.
			v_text := overlay(v_text placing repeat(chr(31), len) from at for len);
			if kind is not null then
				return next;
			end if;
		end loop;
	end loop;
end $$;
