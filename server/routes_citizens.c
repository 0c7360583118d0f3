#include "server/route_tables.h"

#include "queries.h"
#include "server/attachment.h"
#include "server/citizen.h"
#include "server/inputs.h"
#include "server/intake.h"
#include "server/journaled.h"

/* What its sender does with a report. */
#define SENDERS(verb, act, table, text)                                                            \
	{                                                                                          \
		HTTP_POST, "/api/v1/reports/:code/" verb, SENDER, NULL, table, &q_report_act,      \
			DB_WRITE, ROUTE_WRITE, act, NULL, NULL, 200, text                          \
	}

const struct route routes_of_citizens[] = {
	/* method path who right input query lane flags action media run status summary */
	{ HTTP_POST, "/api/v1/reports", ANYONE, NULL, input_report_new, &q_report_submit, DB_WRITE,
		ROUTE_WRITE | ROUTE_JOURNAL, NULL, NULL, intake_run, 201, "Report something" },
	{ HTTP_GET, "/api/v1/reports/:code", ANYONE, NULL, NULL, &q_report_show, DB_FAST, 0, NULL,
		NULL, journaled_show_run, 200,
		"Track a report by its code; with its secret, as its sender" },
	{ HTTP_POST, "/api/v1/reports/:code/supplement", SENDER, NULL, input_supplement,
		&q_report_supplement, DB_WRITE, ROUTE_WRITE, NULL, NULL, NULL, 200,
		"Answer what the agency asked" },
	SENDERS("rating", "rate", input_rating, "Say how content one is with what came of it"),
	SENDERS("reopen", "reopen", input_reopening,
		"Say that it is not solved: it is opened again, once"),
	SENDERS("withdraw", "withdraw", input_withdrawal, "Withdraw it, while it is not answered"),
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
	{ HTTP_POST, "/api/v1/reports/:code/flags", ANYONE, NULL, input_flag, &q_report_flag,
		DB_WRITE, ROUTE_FLAG, NULL, NULL, NULL, 200,
		"Say that something public should not be" },
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
	{ HTTP_GET, "/api/v1/agencies", ANYONE, NULL, input_agencies_page, &q_agency_list, DB_FAST,
		ROUTE_CACHE, NULL, NULL, NULL, 200, "Agencies that answer" },
	{ HTTP_GET, "/api/v1/route", ANYONE, NULL, input_route_question, &q_route_show, DB_FAST, 0,
		NULL, NULL, NULL, 200,
		"Which agency would get a report, why, and by when it must answer" },
	{ 0 },
};
