-- sender_may: what its sender may do with a report now: by the lifecycle, as long as there is time for it.
create or replace function pakn.sender_may(r pakn.report)
returns text[]
language plpgsql stable
as $$
begin
	return (
		select coalesce(array_agg(l.action order by l.action), '{}')
		from pakn.lifecycle l join pakn.tenant t on t.tenant_id = r.tenant_id
		where l.role = 'sender' and l.from_status = r.status
			and case l.action
				when 'rate' then coalesce(r.rated_at + t.rating_change_days * interval '1 day',
					r.closed_at + t.rating_days * interval '1 day') > now()
				when 'reopen' then r.reopened_at is null and r.closed_at + t.reopen_days * interval '1 day' > now()
				else true end);
end $$;
