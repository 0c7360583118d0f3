#include "server/route_tables.h"

#include "queries.h"
#include "server/accounts.h"
#include "server/facts.h"
#include "server/identity.h"
#include "server/inputs.h"
#include "server/webhooks.h"

#define ACCOUNT(verb, text)                                                                        \
	{                                                                                          \
		HTTP_POST, "/api/v1/admin/accounts/:username/" verb, STAFF, "admin:accounts",      \
			input_act_plain, &q_account_act, DB_WRITE, 0, verb, NULL, NULL, 200, text  \
	}

#define WEBHOOK(verb, status, text)                                                                \
	{                                                                                          \
		HTTP_POST, "/api/v1/admin/webhooks/:webhook/" verb, STAFF, "admin:webhooks",       \
			input_nothing, &q_webhook_act, DB_WRITE, 0, verb, NULL, NULL, status, text \
	}

/* What administrators do with the facts of a noun; those of some may be deleted, too. */
#define FACTS(noun, table, flags)                                                                  \
	{ HTTP_GET, "/api/v1/admin/" noun, STAFF, "admin:read", input_facts_page, &q_admin_list,   \
		DB_SLOW, 0, noun, NULL, NULL, 200, "All " noun ", also ended ones" },              \
		{ HTTP_POST, "/api/v1/admin/" noun "/check", STAFF, "admin:write", table,          \
			&q_admin_put, DB_WRITE, flags, noun, NULL, NULL, 200,                      \
			"What would become of one of the " noun },                                 \
		{ HTTP_GET, "/api/v1/admin/" noun "/:key", STAFF, "admin:read", NULL,              \
			&q_admin_show, DB_SLOW, 0, noun, NULL, NULL, 200, "One of the " noun },    \
	{                                                                                          \
		HTTP_PUT, "/api/v1/admin/" noun "/:key", STAFF, "admin:write", table,              \
			&q_admin_put, DB_WRITE, ROUTE_WRITE | ROUTE_REPLACE | (flags), noun, NULL, \
			NULL, 200, "Add or change one of the " noun                                \
	}
#define FACT_DELETE(noun, text)                                                                    \
	{                                                                                          \
		HTTP_DELETE, "/api/v1/admin/" noun "/:key", STAFF, "admin:write", NULL,            \
			&q_admin_delete, DB_WRITE, ROUTE_WRITE | ROUTE_VERSION, noun, NULL, NULL,  \
			204, text                                                                  \
	}

const struct route routes_of_administrators[] = {
	/* method path who right input query lane flags action media run status summary */
	FACTS("areas", fact_areas, 0),
	FACTS("boundaries", fact_boundaries, ROUTE_LARGE),
	FACTS("agencies", fact_agencies, 0),
	FACTS("categories", fact_categories, 0),
	FACTS("attributes", fact_attributes, 0),
	FACTS("zones", fact_zones, ROUTE_LARGE),
	FACTS("rules", fact_rule_saved, 0),
	FACT_DELETE("rules", "Take back a rule that never held"),
	{ HTTP_GET, "/api/v1/admin/rules/check", STAFF, "admin:read", input_rules_check,
		&q_rules_check, DB_SLOW, 0, NULL, NULL, NULL, 200,
		"Fields without rules, rules that never decide, rules whose agency or place ends" },
	{ HTTP_POST, "/api/v1/admin/rules/dry-run", STAFF, "admin:write", input_rules_dry_run,
		&q_rules_dry_run, DB_SLOW, ROUTE_LARGE, NULL, NULL, NULL, 200,
		"What other rules would have made of past reports; keeps nothing" },
	{ HTTP_GET, "/api/v1/admin/rules/versions", STAFF, "admin:read", input_versions_page,
		&q_rules_version_list, DB_SLOW, 0, NULL, NULL, NULL, 200,
		"Versions of the rules, the latest first" },
	{ HTTP_GET, "/api/v1/admin/rules/versions/:number", STAFF, "admin:read", NULL,
		&q_rules_version_show, DB_SLOW, 0, NULL, NULL, NULL, 200,
		"A version of the rules, with all of them" },
	{ HTTP_GET, "/api/v1/admin/rules/versions/:number/changes", STAFF, "admin:read",
		input_version_changes, &q_rules_version_changes, DB_SLOW, 0, NULL, NULL, NULL, 200,
		"What a version of the rules has other than another" },
	{ HTTP_POST, "/api/v1/admin/rules/versions/:number/restore", STAFF, "admin:write",
		fact_version_saved, &q_rules_version_restore, DB_WRITE, ROUTE_WRITE | ROUTE_VERSION,
		NULL, NULL, NULL, 200, "Put the rules of an older version back, as a new one" },
	{ HTTP_DELETE, "/api/v1/admin/rules/versions/:number", STAFF, "admin:write", NULL,
		&q_rules_version_withdraw, DB_WRITE, 0, NULL, NULL, NULL, 204,
		"Withdraw a version of the rules that waits to take effect" },
	FACTS("holidays", fact_holidays, 0),
	FACT_DELETE("holidays", "Take back a holiday"),
	FACTS("calendars", fact_calendars, 0),
	FACTS("office-hours", fact_office_hours, 0),
	FACT_DELETE("office-hours", "Take back a week of hours, where the calendar has another"),
	FACTS("deadlines", fact_deadlines, 0),
	FACTS("deadline-rules", fact_deadline_rules, 0),
	FACT_DELETE("deadline-rules", "Take back which deadlines some reports have"),
	FACTS("answer-rules", fact_answer_rules, 0),
	FACT_DELETE("answer-rules", "Take back what answers must have"),
	FACTS("answer-templates", fact_answer_templates, 0),
	FACTS("duties", fact_duties, 0),
	FACT_DELETE("duties", "Take back who is on call"),
	FACTS("targets", fact_targets, 0),
	FACTS("ladders", fact_ladders, 0),
	FACT_DELETE("ladders", "Take back whom some cases tell; the usual ladder holds again"),
	{ HTTP_GET, "/api/v1/admin/acts", STAFF, "admin:acts", input_acts_page, &q_admin_acts,
		DB_SLOW, 0, NULL, NULL, NULL, 200,
		"What administrators changed, the latest first" },
	{ HTTP_GET, "/api/v1/admin/accounts", STAFF, "admin:accounts", input_accounts_page,
		&q_account_list, DB_FAST, 0, NULL, NULL, NULL, 200, "Accounts of staff" },
	{ HTTP_GET, "/api/v1/admin/accounts/:username", STAFF, "admin:accounts", NULL,
		&q_account_show, DB_FAST, 0, NULL, NULL, NULL, 200, "An account" },
	{ HTTP_PUT, "/api/v1/admin/accounts/:username", STAFF, "admin:accounts", input_account,
		&q_account_put, DB_WRITE, ROUTE_REPLACE, NULL, NULL, NULL, 200,
		"Make an account, or change it" },
	{ HTTP_POST, "/api/v1/admin/accounts/:username/password", STAFF, "admin:accounts",
		input_act_plain, &q_account_password, DB_WRITE, 0, NULL, NULL, account_password_run,
		201, "A password for one sign-in, told this once" },
	ACCOUNT("lock", "Lock an account; its sessions end"),
	ACCOUNT("unlock", "Unlock an account"),
	ACCOUNT("end-sessions", "End the sessions of an account"),
	ACCOUNT("factor-reset", "Forget the authenticator of an account; its sessions end"),
	{ HTTP_GET, "/api/v1/admin/heads", STAFF, "admin:accounts", input_heads_page, &q_head_list,
		DB_FAST, 0, NULL, NULL, NULL, 200,
		"Who is, was and will be in charge of an agency" },
	{ HTTP_POST, "/api/v1/admin/heads", STAFF, "admin:accounts", input_head, &q_head_put,
		DB_WRITE, ROUTE_WRITE, NULL, NULL, NULL, 200,
		"Put a head in charge of their agency" },
	{ HTTP_GET, "/api/v1/admin/successions", STAFF, "admin:read", NULL, &q_succession_list,
		DB_FAST, 0, NULL, NULL, NULL, 200, "Which agencies are or will be succeeded" },
	{ HTTP_GET, "/api/v1/admin/agencies/:key/succession", STAFF, "admin:read", NULL,
		&q_succession_show, DB_FAST, 0, NULL, NULL, NULL, 200,
		"By whom an agency is or will be succeeded, and how far that is" },
	{ HTTP_POST, "/api/v1/admin/agencies/:key/succession/check", STAFF, "admin:write",
		input_succession, &q_succession_put, DB_WRITE, 0, "check", NULL, NULL, 200,
		"What would go over from an agency to its successor" },
	{ HTTP_PUT, "/api/v1/admin/agencies/:key/succession", STAFF, "admin:write",
		input_succession, &q_succession_put, DB_WRITE, 0, NULL, NULL, NULL, 200,
		"Have another agency go on with cases, rules and accounts from a day on" },
	{ HTTP_DELETE, "/api/v1/admin/agencies/:key/succession", STAFF, "admin:write", NULL,
		&q_succession_delete, DB_WRITE, ROUTE_VERSION, NULL, NULL, NULL, 204,
		"Take a succession back whose day has not come" },
	{ HTTP_GET, "/api/v1/admin/keys", STAFF, "admin:keys", NULL, &q_key_list, DB_FAST, 0, NULL,
		NULL, NULL, 200, "API keys" },
	{ HTTP_POST, "/api/v1/admin/keys", STAFF, "admin:keys", input_key_new, &q_key_add, DB_WRITE,
		0, NULL, NULL, key_add_run, 201, "A new API key, told this once" },
	{ HTTP_DELETE, "/api/v1/admin/keys/:api_key", STAFF, "admin:keys", NULL, &q_key_revoke,
		DB_WRITE, 0, NULL, NULL, NULL, 204, "End an API key" },
	{ HTTP_GET, "/api/v1/admin/webhooks", STAFF, "admin:webhooks", NULL, &q_subscription_list,
		DB_FAST, 0, "webhooks", NULL, NULL, 200,
		"Systems that are told what happens, and how that goes" },
	{ HTTP_POST, "/api/v1/admin/webhooks", STAFF, "admin:webhooks", input_webhook,
		&q_webhook_add, DB_WRITE, 0, NULL, NULL, webhook_add_run, 201,
		"Another one; its secret is told this once" },
	{ HTTP_GET, "/api/v1/admin/webhooks/:webhook", STAFF, "admin:webhooks", NULL,
		&q_webhook_show, DB_FAST, 0, NULL, NULL, NULL, 200, "One of them" },
	{ HTTP_POST, "/api/v1/admin/webhooks/:webhook/rotate", STAFF, "admin:webhooks",
		input_rotation, &q_webhook_rotate, DB_WRITE, ROUTE_VERSION, NULL, NULL,
		webhook_rotate_run, 201,
		"Another secret, told this once; the one before signs, too, for a while" },
	WEBHOOK("disable", 200, "Send nothing there any more"),
	WEBHOOK("enable", 200, "Send there again"),
	WEBHOOK("test", 202, "Send a notice that tells nothing"),
	{ HTTP_GET, "/api/v1/admin/mailboxes", STAFF, "admin:webhooks", NULL, &q_subscription_list,
		DB_FAST, 0, "mailboxes", NULL, NULL, 200,
		"Mailboxes of agencies that are told what happens" },
	{ HTTP_POST, "/api/v1/admin/mailboxes", STAFF, "admin:webhooks", input_mailbox,
		&q_mailbox_add, DB_WRITE, 0, NULL, NULL, NULL, 201, "Another one" },
	{ HTTP_DELETE, "/api/v1/admin/mailboxes/:mailbox", STAFF, "admin:webhooks", NULL,
		&q_mailbox_end, DB_WRITE, 0, NULL, NULL, NULL, 204, "Send nothing there any more" },
	{ HTTP_GET, "/api/v1/admin/notices", STAFF, "notice:manage", input_notices_page,
		&q_notice_list, DB_SLOW, 0, NULL, NULL, NULL, 200,
		"Notices that were given up, wait or were sent, the newest first" },
	{ HTTP_POST, "/api/v1/admin/notices/:entry/retry", STAFF, "notice:manage", input_nothing,
		&q_notice_retry, DB_WRITE, 0, NULL, NULL, NULL, 200,
		"Send one again that was given up" },
	{ HTTP_GET, "/api/v1/admin/templates", STAFF, "admin:webhooks", NULL, &q_template_list,
		DB_FAST, 0, NULL, NULL, NULL, 200, "The words of all notices" },
	{ HTTP_PUT, "/api/v1/admin/templates/:notice", STAFF, "admin:webhooks", input_template,
		&q_template_put, DB_WRITE, ROUTE_REPLACE, NULL, NULL, NULL, 200,
		"The province's own words of a notice" },
	{ HTTP_GET, "/api/v1/admin/templates/:notice/preview", STAFF, "admin:webhooks",
		input_preview, &q_template_preview, DB_FAST, 0, NULL, NULL, NULL, 200,
		"What a notice would say of a made-up report" },
	{ HTTP_POST, "/api/v1/admin/templates/:notice/preview", STAFF, "admin:webhooks",
		input_draft, &q_template_preview, DB_FAST, 0, NULL, NULL, NULL, 200,
		"The same in the words of a draft" },
	{ HTTP_POST, "/api/v1/admin/persons/export", STAFF, "identity:erase", input_person,
		&q_person_open, DB_SLOW, 0, NULL, NULL, person_export_run, 200,
		"All that is kept of one person, for them" },
	{ HTTP_POST, "/api/v1/admin/persons/erase", STAFF, "identity:erase", input_person_erasure,
		&q_person_erase, DB_SLOW, ROUTE_WRITE, NULL, NULL, person_erase_run, 200,
		"Forget one person; reports, history and figures stay" },
	{ HTTP_GET, "/api/v1/admin/erasures", STAFF, "identity:looks", input_erasures_page,
		&q_erasure_list, DB_FAST, 0, NULL, NULL, NULL, 200,
		"What was erased, who had asked for it and on what ground, the latest first" },
	{ HTTP_GET, "/api/v1/admin/holds", STAFF, "identity:hold", input_holds_page, &q_hold_list,
		DB_FAST, 0, NULL, NULL, NULL, 200, "What may not be erased" },
	{ HTTP_POST, "/api/v1/admin/holds", STAFF, "identity:hold", input_hold, &q_hold_place,
		DB_WRITE, ROUTE_WRITE, NULL, NULL, NULL, 201,
		"Keep a report's sender, or a person, from being erased" },
	{ HTTP_DELETE, "/api/v1/admin/holds/:entry", STAFF, "identity:hold", NULL, &q_hold_lift,
		DB_WRITE, 0, NULL, NULL, NULL, 204, "Lift a hold" },
	{ HTTP_GET, "/api/v1/admin/looks", STAFF, "identity:looks", input_looks_page, &q_look_list,
		DB_FAST, 0, NULL, NULL, NULL, 200, "Who looked at who reported, when and why" },
	{ 0 },
};
