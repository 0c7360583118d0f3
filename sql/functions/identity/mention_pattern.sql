-- mention_pattern: the regular expression of a name, address or phone as people write it in a text: a
-- number with 0, 84, +84 or 0084 and any signs between its digits; words in any case.  Null for a name of one
-- word: too many sentences hold that word and mean nobody.
create or replace function pakn.mention_pattern(p_value text)
returns text
language sql immutable
as $$
	select case
		when p_value ~ '^\+84\d+$' then
			'(?<!\d)[(]?(\+?84|0084|0)[ ./()-]*' || regexp_replace(substr(p_value, 4), '(\d)(?=\d)', '\1[ ./()-]*', 'g')
				|| '(?!\d)'
		when p_value ~ '[@ ]' then
			'(?<![[:alnum:]])' || regexp_replace(regexp_replace(p_value, '([^[:alnum:][:space:]])', '\\\1', 'g'), '\s+', '\\s+', 'g')
				|| '(?![[:alnum:]])'
	end
$$;
