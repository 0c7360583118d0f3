-- urging_counts: how often each agency was reminded, escalated and urged in a period, how it replied, and what of that waits; and
-- all of it together.
-- Answers: 200 | PK401 PK403 | PK422 the period
create or replace function pakn.urging_counts(p_digest bytea, p_tenant int, p_from timestamptz, p_to timestamptz)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
begin
	perform caller(p_digest, p_tenant, 'urging:make');
	if p_to <= p_from then
		perform refuse(422, 'invalid', field_error('?to', 'not_after_from'));
	end if;
	return (200, (jsonb_build_object('from', p_from, 'to', p_to) || urging_counts_json(p_tenant, p_from, p_to))::text, null, null, null, null)::pakn.answer;
end $$;
