-- version_json: a version of the rules; who saved it is for staff alone.
create or replace function pakn.version_json(v pakn.routing_version, p_staff boolean)
returns jsonb
language plpgsql stable
as $$
begin
	return jsonb_strip_nulls(jsonb_build_object('version', v.version, 'saved_at', v.saved_at,
		'effective_at', nullif(nullif(v.effective_at, '-infinity'), 'infinity'),
		'withdrawn', case when v.effective_at = 'infinity' then true end, 'restores', v.restores,
		'note', case when p_staff then v.note end, 'saved_by', case when p_staff then pakn.version_by(v) end));
end $$;
