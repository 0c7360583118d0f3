-- attachments_wanting: the place (from 0) of the first file of a list that a report may not name: unknown, another
-- report's, or named twice; null where all of them are good.  Those stay locked: whoever names one of them
-- meanwhile waits, and then finds it taken.  -1: they are taken by the report of this very code, which has been
-- stored just now.
create or replace function pakn.attachments_wanting(p_tenant int, p_ids uuid[], p_code text)
returns int
language plpgsql volatile
as $$
declare
	v_good uuid[] := array(select a.attachment_id from pakn.attachment a
		where a.tenant_id = p_tenant and a.attachment_id = any (p_ids) and a.report_id is null
		order by a.attachment_id for update);
	v_place int;
begin
	select min(n.place)::int - 1 into v_place
	from unnest(p_ids) with ordinality n (attachment_id, place)
	where n.attachment_id <> all (v_good) or array_position(p_ids, n.attachment_id) < n.place;
	if v_place is not null and exists (select from pakn.report_code c where c.tenant_id = p_tenant and c.code = p_code) then
		return -1;
	end if;
	return v_place;
end $$;
