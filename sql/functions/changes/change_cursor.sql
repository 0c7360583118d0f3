-- change_cursor: where somebody stands in the feed who has read up to a seal: its number, and some of its hash, by which a
-- history is told from another (of a restored backup, of a successor) that has the same numbers.
create or replace function pakn.change_cursor(p_seq bigint, p_hash bytea)
returns text
language sql immutable
as $$
	select p_seq || '-' || left(encode(p_hash, 'hex'), 12)
$$;
