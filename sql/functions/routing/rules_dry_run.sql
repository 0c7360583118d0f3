-- rules_dry_run: what other rules would have made of the reports received in a time: how many would have gone from
-- which agency to which, of which field, and, where they are asked for, the first thousand of them.  It writes and undoes,
-- so that it cannot differ from what saving does; meanwhile nobody else changes the province's facts.
-- Answers: 200 | PK401 PK403 | PK409 later_version_waits | PK422 what is wrong with the rules, too many reports
-- Writes: nothing that stays
create or replace function pakn.rules_dry_run(p_digest bytea, p_tenant int, p_rules jsonb, p_whole boolean,
	p_since timestamptz, p_until timestamptz, p_cases boolean)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'admin:write');
	c_most constant int := 200000;
	v_until timestamptz := coalesce(p_until, now());
	v_next timestamptz := p_since;
	v_errors jsonb;
	v_body text;
begin
	if (select count(*) > c_most from (select from report r where r.tenant_id = p_tenant
			and r.report_id >= uuid_floor(greatest(p_since, '2000-01-01')) and r.report_id < uuid_floor(v_until) limit c_most + 1) x) then
		perform refuse(422, 'invalid', field_error('/since', 'too_many_reports'));
	end if;
	begin
		select jsonb_agg(case when o.words is null then jsonb_build_object('pointer', '/' || o.pointer, 'code', o.code)
			else fact_error(o.pointer, o.code, o.words) end) into v_errors
		from rules_offered(p_tenant, p_rules, p_whole) o;
		if v_errors is null then
			perform rules_try_begin(p_tenant);
			while v_next is not null loop
				select t.next into v_next from rules_try(p_tenant, v_next, v_until) t;
			end loop;
			select json_build_object('since', p_since, 'until', v_until, 'reports', s.asked, 'same', s.same, 'other_rule', s.other_rule,
				'moved', s.moved, 'to_desk', s.to_desk, 'from_desk', s.from_desk, 'not_by_rules', s.not_by_rules, 'guessed_senders', s.guessed,
				'items', (select coalesce(json_agg(json_build_object('from', c.was, 'to', c.now, 'category', c.category, 'reports', c.reports)), '[]')
					from rules_tried_counts(p_tenant) c),
				'cases', case when p_cases then (select coalesce(json_agg(json_build_object('code', c.code, 'received_at', c.received_at,
						'category', c.category, 'area', c.area, 'from', c.was, 'from_rule', c.old_rule, 'to', c.now, 'to_rule', c.new_rule)), '[]')
					from rules_tried_cases(p_tenant, 0, 1000) c) end)::text
			into v_body
			from rules_tried(p_tenant) s;
		end if;
		raise sqlstate 'PK200';
	exception when sqlstate 'PK200' then
		null; -- all that was written is undone
	end;
	if v_errors is not null then
		perform refuse(422, 'invalid', jsonb_build_object('errors', v_errors));
	end if;
	return (200, v_body, null, null, null, null)::pakn.answer;
end $$;
