-- senders_write: senders of a rule as they are written; null: any.
create or replace function pakn.senders_write(p_senders int4multirange)
returns text
language plpgsql stable
as $$
begin
	return (select string_agg(k.code, ' ' order by k.sender_id) from pakn.sender_kind k
		where p_senders <> '{(,)}' and p_senders @> k.sender_id::int);
end $$;
