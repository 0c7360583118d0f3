-- stats_freeze: freezes a month that is over: its figures as of a minute ago, by when whatever was begun before is in the history,
-- so that counting the same again finds the same.  Another freeze of a month is a snapshot beside the first.
-- Raises: PK422 no month | PK409 it is not over
-- Writes: stats_snapshot, admin_act but where it happens by itself
create or replace function pakn.stats_freeze(p_tenant int, p_month text, p_staff_id int default null, p_api_key_id int default null,
	p_by_itself boolean default false, p_as_of timestamptz default null)
returns pakn.stats_snapshot
language plpgsql
as $$
declare
	q pakn.stats_question;
	s pakn.stats_snapshot;
	v_previous bytea;
begin
	if p_month !~ '^\d{4}-(0[1-9]|1[0-2])$' then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/month', 'not_a_month'));
	end if;
	q := pakn.stats_question(p_tenant, p_month, null, null, coalesce(p_as_of, date_trunc('second', now()) - interval '1 minute'));
	if q.until > q.as_of then
		perform pakn.refuse(409, 'month_not_over', jsonb_build_object('until', q.until));
	end if;
	-- One after the other, so that each has the hash of the one before.
	perform pg_advisory_xact_lock(hashtext('pakn.stats_freeze'), p_tenant);
	select x.number, x.hash into s.number, v_previous from pakn.stats_snapshot x where x.tenant_id = p_tenant order by x.number desc limit 1;
	s.number := coalesce(s.number, 0) + 1;
	s.content := pakn.stats_content(s.number, p_month, q, v_previous);
	insert into pakn.stats_snapshot
	values (p_tenant, s.number, p_month, q.first, q.until, q.as_of, pakn.stats_definitions(), now(), p_staff_id, s.content,
		sha256(convert_to(s.content, 'UTF8')))
	returning * into s;
	if not p_by_itself then
		perform pakn.admin_act_note(p_tenant, pakn.uuid_at(clock_timestamp(), 0), p_staff_id, p_api_key_id, 'snapshots', 'add', s.number::text, null,
			jsonb_build_object('period', s.period, 'as_of', s.as_of, 'hash', encode(s.hash, 'hex')));
	end if;
	return s;
end $$;
