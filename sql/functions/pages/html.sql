-- html: a text as it may stand anywhere in a page, between tags or in the quotes of an attribute.
create or replace function pakn.html(p_text text)
returns text
language sql immutable
as $$
	select replace(replace(replace(replace(replace(p_text, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;'), '''', '&#39;')
$$;
