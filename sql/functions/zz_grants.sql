-- Grants: what the daemon's role may call, what the role may that runs `pakn identity`, and what outside tools of
-- statistics may read.  Everything else in the schema is closed to them.
do $$
declare
	v_name text;
	v_signature regprocedure;
	v_identity text[] := array['identity_count', 'identity_stale', 'identity_reseal', 'identity_resealed', 'identity_sample',
		'identity_keep', 'consent_add', 'factor_stale', 'factor_reseal',
		'gateway_stale', 'gateway_reseal', 'subscription_secret_stale', 'subscription_secret_reseal'];
begin
	revoke all on all functions in schema pakn from public, pakn_app, pakn_read, pakn_identity;
	revoke all on all tables in schema pakn from public, pakn_app, pakn_read, pakn_identity;
	revoke all on all sequences in schema pakn from public, pakn_app, pakn_read, pakn_identity;
	grant select on pakn.agency, pakn.answer_rule, pakn.outcome, pakn.area, pakn.area_boundary, pakn.area_former, pakn.area_part, pakn.area_successor, pakn.calendar, pakn.category, pakn.category_attribute,
		pakn.channel, pakn.deadline, pakn.holiday, pakn.office_hours, pakn.routing_rule, pakn.routing_version, pakn.sender_kind, pakn.working_block, pakn.stat_class,
		pakn.stat_delta, pakn.stat_rollup, pakn.stat_duration, pakn.stat_dimension, pakn.zone, pakn.zone_part, pakn.zone_overlap to pakn_read;
	grant select (tenant_id, code, name, is_default, hotline, desk_id, office_calendar_id, counted_from) on pakn.tenant to pakn_read;
	foreach v_name in array v_identity || array['report_submit', 'report_show', 'report_list', 'report_similar', 'report_join', 'report_entered',
		'citizen_code_begin', 'citizen_session_begin', 'citizen_reports', 'citizen_secret', 'report_supplement', 'report_act', 'archive_chore', 'link_show', 'link_act', 'link_landing', 'link_page', 'reference_add', 'reference_end', 'reference_find', 'sms_act',
		'attachment_add', 'attachment_find', 'attachment_release', 'attachment_original', 'attachment_cover', 'case_preview',
		'report_flag', 'flag_list', 'flag_resolve', 'attachment_sweep', 'files_unused', 'files_named', 'files_to_store', 'files_to_unstore', 'file_stored_note', 'file_stored_forget', 'case_list', 'case_show', 'case_move', 'case_publish', 'case_classify',
		'case_templates', 'answer_preview', 'promise_list', 'promise_chore',
		'queue_list', 'queue_claim', 'queue_renew', 'queue_release', 'queue_changed', 'change_list', 'session_lookup', 'session_begin',
		'session_end', 'oidc_provider_list', 'oidc_provider_show', 'oidc_login_begin', 'oidc_login_take', 'oidc_staff_find',
		'oidc_session_begin', 'oidc_citizen_begin', 'tenant_hosts', 'category_list', 'area_list', 'area_show', 'area_became', 'area_at', 'agency_list', 'route_show',
		'rules_version_list', 'rules_version_show', 'rules_version_changes', 'rules_version_restore', 'rules_version_withdraw', 'rules_check', 'rules_dry_run',
		'due_recompute', 'wait_end', 'duty_alert', 'calendar_keep',
		'escalation_look', 'escalation_step', 'escalation_list', 'urging_make', 'urging_list', 'urging_show', 'urging_letter', 'urging_reply', 'urging_counts',
		'open_stats', 'open_stats_csv', 'open_page', 'stats_qd766', 'stats_qd766_sheet', 'stats_timings', 'stats_backlog', 'stats_held',
		'stats_resolution', 'stats_resolution_sheet', 'stats_cases', 'stats_cases_sheet', 'stats_report_sheet', 'stats_snapshot_make', 'stats_snapshot_list', 'stats_snapshot_show', 'stats_snapshot_content', 'stats_snapshot_changes', 'stats_snapshot_compare',
		'stats_freeze_chore', 'stats_target_list', 'stats_comparison', 'stats_summary_show', 'case_ledger', 'case_history_page', 'case_duplicate', 'case_separate', 'case_similar', 'ledger_list', 'event_seal', 'stat_fold', 'stat_overdue', 'publication_index', 'spot_follow', 'history_heads', 'erasure_list', 'search_follow',
		'case_search', 'case_export', 'case_export_note', 'case_by_phone', 'case_bulk_begin', 'case_bulk_step',
		'partition_chore', 'analyze_first', 'sweep', 'answers_sweep', 'consent_show', 'identity_show', 'person_open', 'person_erase', 'contact_erase',
		'case_redact', 'hold_place', 'hold_lift', 'hold_list', 'look_list', 'identity_retain',
		'agency_show', 'agency_succession_chore', 'succession_list', 'succession_show', 'succession_put', 'succession_delete', 'delegation_add', 'delegation_end', 'leave_add', 'leave_end', 'leave_chore', 'unaccepted_chore',
		'session_show', 'session_list', 'session_drop', 'credential_seen',
		'factor_asks', 'factor_begin', 'factor_secret', 'factor_pass', 'factor_confirm', 'recovery_renew', 'password_lookup', 'password_change',
		'account_list', 'account_show', 'account_put', 'account_act', 'account_password',
		'key_list', 'key_add', 'key_revoke', 'gateway_secrets', 'sms_show', 'sms_same', 'head_list', 'head_put',
		'notice_follow', 'outbox_claim', 'outbox_record', 'outbox_standing', 'notice_digest', 'subscription_list', 'webhook_add', 'webhook_show', 'webhook_rotate',
		'webhook_act', 'mailbox_add', 'mailbox_end', 'notice_list', 'notice_retry', 'template_list', 'template_put', 'template_preview',
		'admin_list', 'admin_show', 'admin_put', 'admin_delete', 'admin_acts']
	loop
		for v_signature in select p.oid::regprocedure from pg_proc p
			where p.pronamespace = 'pakn'::regnamespace and p.proname = v_name
		loop
			execute format('grant execute on function %s to %I', v_signature,
				case when v_name = any (v_identity) then 'pakn_identity' else 'pakn_app' end);
		end loop;
	end loop;
end $$;
