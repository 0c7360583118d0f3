-- Grants: what the daemon's role may call.  Everything else in the schema is closed to it.
do $$
declare
	v_name text;
	v_signature regprocedure;
begin
	revoke all on all functions in schema pakn from public, pakn_app;
	foreach v_name in array array['report_submit', 'report_show', 'report_supplement', 'case_show', 'case_move',
		'queue_list', 'queue_claim', 'queue_release', 'queue_changed', 'session_lookup', 'session_begin',
		'session_end', 'oidc_provider_list', 'oidc_provider_show', 'oidc_login_begin', 'oidc_login_take', 'oidc_staff_find',
		'oidc_session_begin', 'oidc_citizen_begin', 'tenant_hosts', 'category_list', 'area_list', 'area_show', 'area_at', 'agency_list', 'route_show',
		'stats_resolution', 'stats_resolution_csv', 'event_seal', 'stat_fold', 'stat_overdue',
		'partition_chore', 'sweep', 'agency_show', 'delegation_add', 'delegation_end', 'leave_add', 'leave_end', 'leave_chore',
		'admin_list', 'admin_show', 'admin_put', 'admin_delete', 'admin_acts']
	loop
		for v_signature in select p.oid::regprocedure from pg_proc p
			where p.pronamespace = 'pakn'::regnamespace and p.proname = v_name
		loop
			execute format('grant execute on function %s to pakn_app', v_signature);
		end loop;
	end loop;
end $$;
