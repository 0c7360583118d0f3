-- agency_succession_check: raises whatever forbids that an agency is succeeded by another from a day on.
-- Raises: PK422 unknown_successor, same_successor, succession_circle, not_there_then, before_it_began, not_a_head
create or replace function pakn.agency_succession_check(p_old pakn.agency, p_new pakn.agency, p_at date, p_head text)
returns void
language plpgsql stable
as $$
declare
	v_fault text;
begin
	select f.fault into v_fault
	from (values
		(1, p_new.agency_id is null, '/successor unknown_successor'),
		(2, p_new.agency_id = p_old.agency_id, '/successor same_successor'),
		(3, exists (
			with recursive next as (
				select s.successor_id from pakn.agency_succession s
				where s.tenant_id = p_old.tenant_id and s.agency_id = p_new.agency_id
				union
				select s.successor_id
				from next n join pakn.agency_succession s on s.tenant_id = p_old.tenant_id and s.agency_id = n.successor_id)
			select from next n where n.successor_id = p_old.agency_id), '/successor succession_circle'),
		-- On its day, or today where that is over: what has ended takes nothing over.
		(4, not (p_new.valid_from <= greatest(p_at, current_date) and greatest(p_at, current_date) < p_new.valid_to)
			or exists (select from pakn.agency_succession s where s.tenant_id = p_old.tenant_id
				and s.agency_id = p_new.agency_id and s.at <= greatest(p_at, current_date)), '/successor not_there_then'),
		(5, p_at <= p_old.valid_from, '/at before_it_began'),
		(6, p_head is not null and not exists (select from pakn.staff h where h.tenant_id = p_old.tenant_id
			and h.username = lower(p_head) and h.role = 'head' and h.active
			and h.agency_id in (p_old.agency_id, p_new.agency_id)), '/head not_a_head')
	) f (place, wrong, fault)
	where f.wrong
	order by f.place
	limit 1;
	if v_fault is not null then
		perform pakn.refuse(422, 'invalid', pakn.field_error(split_part(v_fault, ' ', 1), split_part(v_fault, ' ', 2)));
	end if;
end $$;
