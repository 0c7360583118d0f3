-- html_text: a text as it may stand in HTML, between tags or in a quoted attribute.
create or replace function pakn.html_text(p_text text)
returns text
language sql immutable
as $$
	select replace(replace(replace(replace(replace(coalesce(p_text, ''), '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;'), '''', '&#39;')
$$;
