-- etag_of: the etag of an answer that shows more than what may be changed: the version of that, and a digest of all.
create or replace function pakn.etag_of(p_version text, p_body text)
returns text
language sql immutable
as $$
	select p_version || '-' || left(md5(p_body), 8)
$$;
