-- case_by_phone: the cases that somebody left a number with, or proved it for, newest first, a hundred at the most, for who may see
-- who sent them.  Each is a look on record, before it is answered; so is a number that nobody left.
-- Answers: 200 | PK401 PK403 | PK409 some senders are not sealed yet
-- Writes: identity_look
create or replace function pakn.case_by_phone(p_digest bytea, p_tenant int, p_phone_hash bytea, p_reason text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'identity:show');
	v_ids uuid[];
	v_items json;
begin
	v_ids := array(select p from person_reports(p_tenant, p_phone_hash, null) p order by p desc limit 100);
	insert into identity_look
	select p_tenant, uuid_at(clock_timestamp(), i.place::int), now(), who.staff_id, 'search', i.id,
		case when i.id is null then '{}' else '{phone}'::text[] end, p_reason
	from unnest(case when v_ids = '{}' then array[null::uuid] else v_ids end) with ordinality i (id, place);
	select coalesce(json_agg(case_line(r) order by r.report_id desc), '[]') into v_items
	from report r where r.tenant_id = p_tenant and r.report_id = any (v_ids);
	return (200, json_build_object('items', v_items)::text, null, null, null, null)::pakn.answer;
end $$;
