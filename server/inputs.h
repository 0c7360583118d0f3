/* What the endpoints take, in body or query: a table each, which routes.c names.  Those of facts,
 * which files bring too, are in facts.h. */
#ifndef PAKN_INPUTS_H
#define PAKN_INPUTS_H

#include "common/fields.h"

extern const struct field input_report_new[], input_supplement[], input_attachment_page[],
	input_reports_page[], input_published_page[], input_neighbourhood[], input_citizen_code[],
	input_citizen_login[], input_nothing[], input_areas_page[], input_area_page[],
	input_area_became[], input_point[], input_route_question[], input_versions_page[],
	input_version_changes[], input_rules_check[], input_rules_dry_run[], input_queue_page[],
	input_claim[], input_release[], input_act_plain[], input_act_reason[], input_act_assign[],
	input_act_transfer[], input_act_internal[], input_act_coordinate[], input_cases_page[],
	input_act_answer[], input_act_text[], input_act_classify[], input_act_publish[],
	input_act_unpublish[], input_look_reason[], input_redaction[], input_person[], input_hold[],
	input_holds_page[], input_looks_page[], input_delegation[], input_leave[],
	input_stats_range[], input_facts_page[], input_acts_page[], input_login[], input_sign_on[],
	input_sign_on_answer[], input_code[], input_first_code[], input_totp_begin[],
	input_password_change[], input_accounts_page[], input_account[], input_heads_page[],
	input_head[], input_succession[], input_key_new[], input_kannel_message[];
extern const struct field input_webhook[], input_rotation[], input_mailbox[], input_notices_page[],
	input_template[], input_preview[], input_draft[];

#endif
