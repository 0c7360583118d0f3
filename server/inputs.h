/* What the endpoints take, in body or query: a table each, which routes name.  Those of facts,
 * which files bring too, are in facts.h. */
#ifndef PAKN_INPUTS_H
#define PAKN_INPUTS_H

#include "common/fields.h"

extern const struct field input_report_new[], input_supplement[], input_attachment_page[],
	input_reports_page[], input_published_page[], input_neighbourhood[], input_citizen_code[],
	input_citizen_login[], input_nothing[], input_areas_page[], input_area_page[],
	input_area_became[], input_point[], input_route_question[], input_versions_page[],
	input_version_changes[], input_rules_check[], input_rules_dry_run[], input_queue_page[],
	input_claim[], input_renewal[], input_release[], input_changes[], input_act_hand_to[],
	input_act_put_back[], input_act_plain[], input_act_reason[], input_act_assign[],
	input_act_transfer[], input_act_internal[], input_act_coordinate[], input_cases_page[],
	input_act_answer[], input_act_text[], input_act_classify[], input_act_pause[],
	input_act_extend[], input_masks[], input_act_publish[], input_act_unpublish[],
	input_photo_note[], input_photo_reason[], input_cover[], input_flag[],
	input_flag_decision[], input_look_reason[], input_redaction[], input_person[], input_hold[],
	input_holds_page[], input_looks_page[], input_delegation[], input_leave[],
	input_stats_range[], input_open_stats[], input_stats_sheet[], input_stats_timings[],
	input_stats_backlog[], input_stats_held[], input_ledger_range[], input_facts_page[],
	input_acts_page[], input_login[], input_sign_on[], input_sign_on_answer[], input_code[],
	input_first_code[], input_totp_begin[], input_password_change[], input_accounts_page[],
	input_account[], input_heads_page[], input_head[], input_succession[], input_key_new[],
	input_kannel_message[];
extern const struct field input_rating[], input_reopening[], input_withdrawal[],
	input_link_return[], input_link_answer[], input_form[], input_form_rating[],
	input_form_reason[], input_form_answer[], input_form_draft[], input_reference[];
extern const struct field input_webhook[], input_rotation[], input_mailbox[], input_notices_page[],
	input_template[], input_preview[], input_draft[];
extern const struct field input_person_erasure[], input_erasures_page[], input_case_search[],
	input_case_export[], input_stats_cases[], input_stats_cases_sheet[], input_stats_report[],
	input_case_phone[], input_bulk_assign[], input_bulk_note[], input_answer_draft[],
	input_case_templates[], input_act_contribute[], input_act_waive[], input_act_fulfil[],
	input_act_replan[], input_promises_page[];
extern const struct field input_escalations_page[], input_urging[], input_urgings_page[],
	input_urging_reply[], input_urging_counts[];
extern const struct field input_snapshot[], input_snapshots_page[], input_snapshot_table[],
	input_targets[], input_comparison[], input_summary[];
extern const struct field input_agencies_page[], input_history_page[], input_act_progress[],
	input_act_duplicate[], input_act_separate[], input_case_similar[];

#endif
