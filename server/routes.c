#include "server/routes.h"

#include "queries.h"
#include "server/accounts.h"
#include "server/attachment.h"
#include "server/citizen.h"
#include "server/facts.h"
#include "server/gateway_kannel.h"
#include "server/identity.h"
#include "server/inputs.h"
#include "server/intake.h"
#include "server/journaled.h"
#include "server/oidc.h"
#include "server/openapi.h"
#include "server/session.h"
#include "server/webhooks.h"

#define CASE_ROUTE(verb, table, flags, text)                                                       \
	{                                                                                          \
		HTTP_POST, "/api/v1/cases/:id/" verb, STAFF, "case:act", table, &q_case_move,      \
			DB_WRITE, ROUTE_WRITE | (flags), verb, NULL, NULL, 200, text               \
	}
#define CASE(verb, table, text)  CASE_ROUTE(verb, table, ROUTE_VERSION, text)
#define WORDS(verb, table, text) CASE_ROUTE(verb, table, 0, text) /* fit any version */

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

const struct route routes[] = {
	/* method path who right input query lane flags action media run status summary */
	{ HTTP_POST, "/api/v1/reports", ANYONE, NULL, input_report_new, &q_report_submit, DB_WRITE,
		ROUTE_WRITE | ROUTE_JOURNAL, NULL, NULL, intake_run, 201, "Report something" },
	{ HTTP_GET, "/api/v1/reports/:code", ANYONE, NULL, NULL, &q_report_show, DB_FAST, 0, NULL,
		NULL, journaled_show_run, 200,
		"Track a report by its code; with its secret, as its sender" },
	{ HTTP_POST, "/api/v1/reports/:code/supplement", SENDER, NULL, input_supplement,
		&q_report_supplement, DB_WRITE, ROUTE_WRITE, NULL, NULL, NULL, 200,
		"Answer what the agency asked" },
	{ HTTP_GET, "/api/v1/reports", ANYONE, NULL, input_published_page, &q_report_list, DB_FAST,
		0, NULL, NULL, NULL, 200, "What was published, the newest first" },
	{ HTTP_GET, "/api/v1/reports.geojson", ANYONE, NULL, input_published_page, &q_report_list,
		DB_FAST, 0, "geojson", "application/geo+json", NULL, 200,
		"The same for maps (RFC 7946)" },
	{ HTTP_GET, "/api/v1/reports/similar", ANYONE, NULL, input_neighbourhood, &q_report_similar,
		DB_FAST, 0, NULL, NULL, NULL, 200,
		"Open reports near a point, perhaps of the same trouble" },
	{ HTTP_POST, "/api/v1/reports/similar/:handle/me-too", ANYONE, NULL, input_nothing,
		&q_report_join, DB_WRITE, ROUTE_WRITE, NULL, NULL, NULL, 200,
		"Say that one has the same trouble" },
	{ HTTP_POST, "/api/v1/reports/:code/me-too", ANYONE, NULL, input_nothing, &q_report_join,
		DB_WRITE, ROUTE_WRITE, NULL, NULL, NULL, 200,
		"The same, of a report that is public" },
	{ HTTP_DELETE, "/api/v1/reports/:code/contact", SENDER, NULL, NULL, &q_contact_erase,
		DB_WRITE, 0, NULL, NULL, NULL, 204, "Have the service forget who sent the report" },
	{ HTTP_GET, "/api/v1/reports/entered", STAFF, "report:enter", input_reports_page,
		&q_report_entered, DB_FAST, 0, NULL, NULL, NULL, 200,
		"What one typed in for others, newest first" },

	{ HTTP_POST, "/api/v1/attachments", ANYONE, NULL, NULL, &q_attachment_add, DB_WRITE,
		ROUTE_WRITE | ROUTE_FILE, NULL, NULL, attachment_add_run, 201,
		"Send a photo, a short video or a PDF, which a report may then name" },
	{ HTTP_GET, "/api/v1/attachments/:entry", ANYONE, NULL, input_attachment_page,
		&q_attachment_find, DB_FAST, 0, NULL, "application/octet-stream",
		attachment_show_run, 200, "A file, for those who may see it" },

	{ HTTP_POST, "/api/v1/citizen/code", ANYONE, NULL, input_citizen_code,
		&q_citizen_code_begin, DB_WRITE, 0, NULL, NULL, citizen_code_run, 202,
		"Have a code sent to one's phone" },
	{ HTTP_POST, "/api/v1/citizen/session", ANYONE, NULL, input_citizen_login,
		&q_citizen_session_begin, DB_WRITE, 0, NULL, NULL, citizen_session_run, 201,
		"Sign in with the code: the phone is one's own" },
	{ HTTP_GET, "/api/v1/citizen/reports", CITIZEN, NULL, input_reports_page,
		&q_citizen_reports, DB_FAST, 0, NULL, NULL, NULL, 200,
		"One's own reports of all channels, newest first" },
	{ HTTP_POST, "/api/v1/citizen/reports/:code/secret", CITIZEN, NULL, input_nothing,
		&q_citizen_secret, DB_WRITE, 0, NULL, NULL, citizen_secret_run, 200,
		"The secret of an own report again" },

	{ HTTP_GET, "/api/v1/consent", ANYONE, NULL, NULL, &q_consent_show, DB_FAST, ROUTE_CACHE,
		NULL, NULL, NULL, 200, "What a sender who leaves a contact is asked to agree to" },
	{ HTTP_GET, "/api/v1/categories", ANYONE, NULL, NULL, &q_category_list, DB_FAST,
		ROUTE_CACHE, NULL, NULL, NULL, 200, "Fields in which one can report" },
	{ HTTP_GET, "/api/v1/areas", ANYONE, NULL, input_areas_page, &q_area_list, DB_FAST,
		ROUTE_CACHE, NULL, NULL, NULL, 200, "Administrative units" },
	{ HTTP_GET, "/api/v1/areas/:area", ANYONE, NULL, input_area_page, &q_area_show, DB_FAST,
		ROUTE_CACHE, NULL, NULL, NULL, 200,
		"The units of a code, those above them, and what became of those that ended" },
	{ HTTP_GET, "/api/v1/areas/:area/successors", ANYONE, NULL, input_area_became,
		&q_area_became, DB_FAST, ROUTE_CACHE, NULL, NULL, NULL, 200,
		"What a unit is on a day: one unit, or candidates" },
	{ HTTP_GET, "/api/v1/areas/locate", ANYONE, NULL, input_point, &q_area_at, DB_FAST,
		ROUTE_CACHE, NULL, NULL, NULL, 200, "The commune of a point" },
	{ HTTP_GET, "/api/v1/agencies", ANYONE, NULL, NULL, &q_agency_list, DB_FAST, ROUTE_CACHE,
		NULL, NULL, NULL, 200, "Agencies that answer" },
	{ HTTP_GET, "/api/v1/route", ANYONE, NULL, input_route_question, &q_route_show, DB_FAST, 0,
		NULL, NULL, NULL, 200,
		"Which agency would get a report, why, and by when it must answer" },

	{ HTTP_POST, "/api/v1/session", ANYONE, NULL, input_login, &q_session_begin, DB_WRITE, 0,
		NULL, NULL, session_run, 201, "Sign in" },
	{ HTTP_DELETE, "/api/v1/session", STAFF, "session:end", NULL, &q_session_end, DB_WRITE, 0,
		NULL, NULL, NULL, 204, "Sign out" },
	{ HTTP_GET, "/api/v1/session/oidc", ANYONE, NULL, NULL, &q_oidc_provider_list, DB_FAST,
		ROUTE_CACHE, NULL, NULL, NULL, 200, "Sign-on services of the province" },
	{ HTTP_GET, "/api/v1/session/oidc/:provider", ANYONE, NULL, input_sign_on,
		&q_oidc_provider_show, DB_FAST, 0, NULL, NULL, oidc_start_run, 303,
		"Go and sign in there" },
	{ HTTP_GET, "/api/v1/session/oidc/:provider/callback", ANYONE, NULL, input_sign_on_answer,
		&q_oidc_login_take, DB_WRITE, 0, NULL, NULL, oidc_callback_run, 200,
		"Come back from there, with a session" },
	{ HTTP_GET, "/api/v1/session", STAFF, "session:end", NULL, &q_session_show, DB_FAST, 0,
		NULL, NULL, NULL, 200, "Who one is, what one may do, and until when" },
	{ HTTP_POST, "/api/v1/session/factor", STAFF, "session:end", input_code, &q_factor_pass,
		DB_WRITE, 0, NULL, NULL, session_factor_run, 200, "The second proof of a sign-in" },
	{ HTTP_POST, "/api/v1/session/totp", STAFF, "session:end", input_totp_begin,
		&q_factor_begin, DB_WRITE, 0, NULL, NULL, session_totp_run, 201,
		"Begin with an authenticator: its secret" },
	{ HTTP_POST, "/api/v1/session/totp/confirm", STAFF, "session:end", input_first_code,
		&q_factor_confirm, DB_WRITE, 0, NULL, NULL, session_totp_confirm_run, 200,
		"Its first code; answers the recovery codes, this once" },
	{ HTTP_POST, "/api/v1/session/recovery-codes", STAFF, "session:end", input_first_code,
		&q_recovery_renew, DB_WRITE, 0, NULL, NULL, session_recovery_run, 200,
		"Other recovery codes, this once; the old ones die" },
	{ HTTP_POST, "/api/v1/session/password", STAFF, "session:end", input_password_change,
		&q_password_change, DB_WRITE, 0, NULL, NULL, session_password_run, 200,
		"Another password; one's other sessions end" },
	{ HTTP_GET, "/api/v1/sessions", STAFF, "session:end", NULL, &q_session_list, DB_FAST, 0,
		NULL, NULL, NULL, 200, "One's own sessions" },
	{ HTTP_DELETE, "/api/v1/sessions/:session", STAFF, "session:end", NULL, &q_session_drop,
		DB_WRITE, 0, NULL, NULL, NULL, 204, "End one of one's own sessions" },
	{ HTTP_GET, "/api/v1/queue", STAFF, "queue:read", input_queue_page, &q_queue_list, DB_FAST,
		ROUTE_POLL, NULL, NULL, NULL, 200,
		"The open work of one's agency, nearest deadline first" },
	{ HTTP_POST, "/api/v1/queue/claim", STAFF, "queue:claim", input_claim, &q_queue_claim,
		DB_WRITE, ROUTE_WRITE, NULL, NULL, NULL, 200, "Take unclaimed work for a time" },
	{ HTTP_POST, "/api/v1/queue/release", STAFF, "queue:claim", input_release, &q_queue_release,
		DB_WRITE, 0, NULL, NULL, NULL, 200, "Give work back" },
	{ HTTP_GET, "/api/v1/cases/:id", STAFF, "case:read", NULL, &q_case_show, DB_FAST, 0, NULL,
		NULL, NULL, 200, "A case: everything but its sender" },
	CASE("accept", input_act_plain, "Accept the case as one's agency's own"),
	CASE("return", input_act_reason, "Give the case back to the desk: not ours"),
	CASE("assign", input_act_assign, "Desk: give the case to an agency"),
	CASE("transfer", input_act_transfer, "Pass the case to another agency"),
	CASE("request-info", input_act_text, "Ask the citizen for more"),
	CASE("resume", input_act_plain, "Go on without the answer that was asked for"),
	CASE("answer", input_act_answer,
		"Answer; released by the head where the agency wants it so"),
	CASE("approve", input_act_plain,
		"Release the answer (head), or accept a released one (desk)"),
	CASE("send-back", input_act_reason, "Send an unsuitable answer back"),
	CASE("reject", input_act_reason, "Desk: refuse the report, with directions"),
	{ HTTP_POST, "/api/v1/cases/:id/classify", STAFF, "case:act", input_act_classify,
		&q_case_classify, DB_WRITE, ROUTE_WRITE | ROUTE_VERSION, "classify", NULL, NULL,
		200, "Say in which commune the case is" },
	{ HTTP_POST, "/api/v1/cases/:id/publish", STAFF, "case:act", input_act_publish,
		&q_case_publish, DB_WRITE, ROUTE_WRITE | ROUTE_VERSION, "publish", NULL, NULL, 200,
		"Make text and answer public" },
	{ HTTP_POST, "/api/v1/cases/:id/unpublish", STAFF, "case:act", input_act_unpublish,
		&q_case_publish, DB_WRITE, ROUTE_WRITE | ROUTE_VERSION, "unpublish", NULL, NULL,
		200, "Take text and answer back" },
	WORDS("note", input_act_text, "Add a note that only staff see"),
	WORDS("message", input_act_text, "Write to the sender, without learning who that is"),
	{ HTTP_POST, "/api/v1/cases/:id/identity", STAFF, "identity:ask", input_look_reason,
		&q_identity_show, DB_WRITE, 0, NULL, NULL, identity_show_run, 200,
		"See who sent a report, as far as one may; each look is recorded" },
	{ HTTP_POST, "/api/v1/cases/:id/redact", STAFF, "case:redact", input_redaction,
		&q_case_redact, DB_WRITE, ROUTE_WRITE, NULL, NULL, NULL, 200,
		"Take words or a file out of a report for good" },
	{ HTTP_POST, "/api/v1/cases/:id/attachments/:entry/release", STAFF, "attachment:release",
		input_nothing, &q_attachment_release, DB_WRITE, 0, "released", NULL, NULL, 200,
		"Let everybody see a photo, once the report is published" },
	{ HTTP_POST, "/api/v1/cases/:id/attachments/:entry/hide", STAFF, "attachment:release",
		input_nothing, &q_attachment_release, DB_WRITE, 0, "hidden", NULL, NULL, 200,
		"Take a photo back" },

	{ HTTP_GET, "/api/v1/agency", STAFF, "agency:read", NULL, &q_agency_show, DB_FAST, 0, NULL,
		NULL, NULL, 200,
		"One's own agency: who is in charge, who approves in their place, who is away" },
	{ HTTP_POST, "/api/v1/agency/delegations", STAFF, "agency:delegate", input_delegation,
		&q_delegation_add, DB_WRITE, ROUTE_WRITE, NULL, NULL, NULL, 201,
		"Head: let a colleague approve for a time" },
	{ HTTP_DELETE, "/api/v1/agency/delegations/:entry", STAFF, "agency:delegate", NULL,
		&q_delegation_end, DB_WRITE, 0, NULL, NULL, NULL, 204,
		"Head: take a delegation back" },
	{ HTTP_POST, "/api/v1/agency/leaves", STAFF, "agency:leave", input_leave, &q_leave_add,
		DB_WRITE, ROUTE_WRITE, NULL, NULL, NULL, 201,
		"Note a leave; claimed cases go to the deputy when it begins" },
	{ HTTP_DELETE, "/api/v1/agency/leaves/:entry", STAFF, "agency:leave", NULL, &q_leave_end,
		DB_WRITE, 0, NULL, NULL, NULL, 204, "End a leave" },

	{ HTTP_GET, "/api/v1/stats/resolution", STAFF, "stats:read", input_stats_range,
		&q_stats_resolution, DB_SLOW, 0, NULL, NULL, NULL, 200,
		"Resolution rates, with the formula of every figure" },
	{ HTTP_GET, "/api/v1/stats/resolution.csv", STAFF, "stats:read", input_stats_range,
		&q_stats_resolution_csv, DB_SLOW, 0, NULL,
		"text/csv; charset=utf-8; header=present", NULL, 200, "The same as CSV" },

	FACTS("areas", fact_areas, 0),
	FACTS("boundaries", fact_boundaries, ROUTE_LARGE),
	FACTS("agencies", fact_agencies, 0),
	FACTS("categories", fact_categories, 0),
	FACTS("attributes", fact_attributes, 0),
	FACTS("zones", fact_zones, ROUTE_LARGE),
	FACTS("rules", fact_rule_saved, 0),
	FACT_DELETE("rules", "Take back a rule that never held"),
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
		fact_version_saved, &q_rules_version_restore, DB_WRITE, ROUTE_WRITE, NULL, NULL,
		NULL, 200, "Put the rules of an older version back, as a new one" },
	{ HTTP_DELETE, "/api/v1/admin/rules/versions/:number", STAFF, "admin:write", NULL,
		&q_rules_version_withdraw, DB_WRITE, 0, NULL, NULL, NULL, 204,
		"Withdraw a version of the rules that waits to take effect" },
	FACTS("holidays", fact_holidays, 0),
	FACT_DELETE("holidays", "Take back a holiday"),
	{ HTTP_GET, "/api/v1/admin/acts", STAFF, "admin:acts", input_acts_page, &q_admin_acts,
		DB_SLOW, 0, NULL, NULL, NULL, 200,
		"What administrators changed, the latest first" },
	{ HTTP_GET, "/api/v1/admin/accounts", STAFF, "admin:accounts", input_accounts_page,
		&q_account_list, DB_FAST, 0, NULL, NULL, NULL, 200, "Accounts of staff" },
	{ HTTP_GET, "/api/v1/admin/accounts/:username", STAFF, "admin:accounts", NULL,
		&q_account_show, DB_FAST, 0, NULL, NULL, NULL, 200, "An account" },
	{ HTTP_PUT, "/api/v1/admin/accounts/:username", STAFF, "admin:accounts", input_account,
		&q_account_put, DB_WRITE, 0, NULL, NULL, NULL, 200,
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
		input_rotation, &q_webhook_rotate, DB_WRITE, 0, NULL, NULL, webhook_rotate_run, 201,
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
		&q_template_put, DB_WRITE, 0, NULL, NULL, NULL, 200,
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
	{ HTTP_POST, "/api/v1/admin/persons/erase", STAFF, "identity:erase", input_person,
		&q_person_erase, DB_SLOW, ROUTE_WRITE, NULL, NULL, person_erase_run, 200,
		"Forget one person; reports, history and figures stay" },
	{ HTTP_GET, "/api/v1/admin/holds", STAFF, "identity:hold", input_holds_page, &q_hold_list,
		DB_FAST, 0, NULL, NULL, NULL, 200, "What may not be erased" },
	{ HTTP_POST, "/api/v1/admin/holds", STAFF, "identity:hold", input_hold, &q_hold_place,
		DB_WRITE, ROUTE_WRITE, NULL, NULL, NULL, 201,
		"Keep a report's sender, or a person, from being erased" },
	{ HTTP_DELETE, "/api/v1/admin/holds/:entry", STAFF, "identity:hold", NULL, &q_hold_lift,
		DB_WRITE, 0, NULL, NULL, NULL, 204, "Lift a hold" },
	{ HTTP_GET, "/api/v1/admin/looks", STAFF, "identity:looks", input_looks_page, &q_look_list,
		DB_FAST, 0, NULL, NULL, NULL, 200, "Who looked at who reported, when and why" },

	/* What else a gateway may bring, each in its own form, comes here, too. */
	{ HTTP_POST, "/gateways/:gateway/reports", GATEWAY, "report:submit", input_report_new,
		&q_report_submit, DB_WRITE, ROUTE_JOURNAL, NULL, NULL, intake_run, 201,
		"A gateway reports what somebody wrote to it" },

	{ HTTP_GET, "/gateways/:gateway/kannel/mo", GATEWAY_SHOWN, "report:submit",
		input_kannel_message, &q_report_submit, DB_WRITE, 0, NULL,
		"text/plain; charset=utf-8", gateway_kannel_run, 200,
		"Kannel hands over a message from a phone; the answer is the reply to it" },

	{ HTTP_GET, "/", ANYONE, NULL, NULL, NULL, DB_FAST, ROUTE_CACHE, NULL, NULL,
		openapi_index_run, 200, "What this is, and where to go on" },
	{ HTTP_GET, "/openapi.json", ANYONE, NULL, NULL, NULL, DB_FAST, ROUTE_CACHE, NULL, NULL,
		openapi_run, 200, "This interface, as OpenAPI 3.1" },
	{ 0 },
};
