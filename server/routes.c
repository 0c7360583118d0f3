#include "server/routes.h"

#include "queries.h"
#include "server/facts.h"
#include "server/accounts.h"
#include "server/attachment.h"
#include "server/citizen.h"
#include "server/gateway_kannel.h"
#include "server/identity.h"
#include "server/intake.h"
#include "server/journaled.h"
#include "server/oidc.h"
#include "server/openapi.h"
#include "server/session.h"

static const char *const actors[] = { "staff", "head", "dispatcher", NULL };
static const char *const staff_channels[] = { "hotline", "desk", "paper", "email", "group", NULL };
static const char *const groups[] = { "agency", "level", "area", "category", "channel", "month",
	NULL };
static const char *const bases[] = { "received", NULL };
static const char *const sizes[] = { "full", "medium", "small", NULL };
static const char *const states[] = { "open", "unclaimed", "mine", "overdue", "review", "received",
	"info_requested", "assigned", "in_progress", "answered", NULL };

static const char *const public_statuses[] = { "received", "info_requested", "assigned",
	"in_progress", "paused", "answered", "resolved", "archived", NULL };

static const char *const nouns[] = { "areas", "boundaries", "agencies", "categories", "attributes",
	"rules", "holidays", "accounts", "heads", "keys", "persons", "holds", "cases", "tenants",
	"providers", "consents", "seals", NULL };

/* What goes with words: files that were sent before. */
#define ATTACHMENTS                                                                                \
	{                                                                                          \
		"attachments", FIELD_UUIDS, FIELD_OPTIONAL, 1, 10, NULL,                           \
			"Ids of files from /api/v1/attachments, each named once"                   \
	}

static const struct field report_new[] = {
	{ "category", FIELD_CODE, FIELD_OPTIONAL, 1, 40, NULL,
		"Code of a field, from /api/v1/categories; without it the desk classifies" },
	{ "kind", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, report_kinds,
		"site: a thing at a place; procedure: an administrative procedure; business: a "
		"business's difficulty" },
	{ "description", FIELD_TEXT, FIELD_REQUIRED, 5, 4000, NULL,
		"What is wrong, in the citizen's words" },
	{ "location.lat", FIELD_NUMBER, FIELD_WITH_PARENT, -90, 90, NULL, "Latitude, WGS84" },
	{ "location.lon", FIELD_NUMBER, FIELD_WITH_PARENT, -180, 180, NULL, "Longitude, WGS84" },
	{ "address", FIELD_TEXT, FIELD_OPTIONAL, 1, 300, NULL, "Where, in words" },
	{ "area_code", FIELD_CODE, FIELD_OPTIONAL, 1, 20, NULL,
		"Code of the commune, where no point is known" },
	{ "observed_at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "When it was seen, if earlier" },
	{ "contact.name", FIELD_TEXT, FIELD_OPTIONAL, 1, 100, NULL,
		"Kept apart and sealed; handling agencies do not see it" },
	{ "contact.phone", FIELD_PHONE, FIELD_OPTIONAL, 0, 0, NULL,
		"Vietnamese number in any usual form" },
	{ "contact.email", FIELD_EMAIL, FIELD_OPTIONAL, 0, 0, NULL, "E-mail address" },
	{ "contact.allow_call", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"The agency that handles it may see the number and call; else it writes only" },
	{ "contact.consent", FIELD_CODE, FIELD_OPTIONAL, 1, 40, NULL,
		"Version of the text that the sender agreed to, from /api/v1/consent" },
	{ "anonymous", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"The sender does not want to be named to anybody" },
	{ "publish", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"The sender agrees that text and answer may be published" },
	{ "attributes", FIELD_OBJECT, FIELD_OPTIONAL, 0, 50, NULL,
		"Further answers that the category asks for" },
	ATTACHMENTS,
	{ "channel", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, staff_channels,
		"Operators only: how the report came; by default as their role's reports do" },
	{ "on_behalf_of", FIELD_TEXT, FIELD_OPTIONAL, 1, 200, NULL,
		"Operators and groups only: for whom it was typed in" },
	{ "call_id", FIELD_CODE, FIELD_OPTIONAL, 1, 64, NULL,
		"Operators only: the call's number in the telephone system" },
	{ "received_at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL,
		"Importers only: when it was received, elsewhere or earlier" },
	{ NULL },
};
static const struct field supplement[] = {
	{ "text", FIELD_TEXT, FIELD_REQUIRED, 1, 4000, NULL, "The answer to what was asked" },
	ATTACHMENTS,
	{ NULL },
};
static const struct field attachment_page[] = {
	{ "size", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, sizes,
		"Of a picture; the whole one by default, medium has 1280 pixels at the most, small "
		"320" },
	{ NULL },
};
static const struct field reports_page[] = {
	{ "cursor", FIELD_CODE, FIELD_OPTIONAL, 1, 200, NULL, "next_cursor of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 100, NULL, "Items on a page, 20 by default" },
	{ NULL },
};
static const struct field published_page[] = {
	{ "status", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, public_statuses, "Only in this status" },
	{ "category", FIELD_CODE, FIELD_OPTIONAL, 1, 40, NULL, "Only this field" },
	{ "agency", FIELD_CODE, FIELD_OPTIONAL, 1, 40, NULL, "Only with this agency" },
	{ "area", FIELD_CODE, FIELD_OPTIONAL, 1, 20, NULL,
		"Only in the units of this code, and those below" },
	{ "bbox", FIELD_CODES, FIELD_OPTIONAL, 4, 4, NULL,
		"Only in this box: west,south,east,north in degrees" },
	{ "q", FIELD_LINE, FIELD_OPTIONAL, 1, 100, NULL,
		"Only texts with all of these words; tone marks do not matter" },
	{ "updated_after", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL,
		"Only what changed since, by its last change, the earliest first, with what was "
		"taken back; without it the newest reports first" },
	{ "cursor", FIELD_CODE, FIELD_OPTIONAL, 1, 200, NULL, "next_cursor of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 100, NULL, "Items on a page, 20 by default" },
	{ NULL },
};
static const struct field neighbourhood[] = {
	{ "lat", FIELD_NUMBER, FIELD_REQUIRED, -90, 90, NULL, "Latitude, WGS84" },
	{ "lon", FIELD_NUMBER, FIELD_REQUIRED, -180, 180, NULL, "Longitude, WGS84" },
	{ "category", FIELD_CODE, FIELD_OPTIONAL, 1, 40, NULL, "What one would report; ranks" },
	{ "text", FIELD_TEXT, FIELD_OPTIONAL, 1, 500, NULL,
		"What one would say; ranks, by what is public" },
	{ "radius", FIELD_INTEGER, FIELD_OPTIONAL, 10, 2000, NULL, "Metres, 300 by default" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 50, NULL, "How many; 10 by default" },
	{ NULL },
};
static const struct field citizen_code[] = {
	{ "phone", FIELD_PHONE, FIELD_REQUIRED, 0, 0, NULL,
		"Where the code goes; a mobile number" },
	{ NULL },
};
static const struct field citizen_login[] = {
	{ "phone", FIELD_PHONE, FIELD_REQUIRED, 0, 0, NULL, "The number that got the code" },
	{ "code", FIELD_CODE, FIELD_REQUIRED, 6, 6, NULL, "Its six digits" },
	{ NULL },
};
static const struct field nothing[] = { { NULL } };
static const struct field areas_page[] = {
	{ "parent", FIELD_CODE, FIELD_OPTIONAL, 1, 20, NULL,
		"Code of the unit above; without it the province itself" },
	{ "at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "As the units were then" },
	{ NULL },
};
static const struct field area_page[] = {
	{ "at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL,
		"Only the unit that had the code then; without it all that have or had it" },
	{ NULL },
};
static const struct field point[] = {
	{ "lat", FIELD_NUMBER, FIELD_REQUIRED, -90, 90, NULL, "Latitude, WGS84" },
	{ "lon", FIELD_NUMBER, FIELD_REQUIRED, -180, 180, NULL, "Longitude, WGS84" },
	{ "at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "As the units were then" },
	{ NULL },
};
static const struct field route_question[] = {
	{ "category", FIELD_CODE, FIELD_OPTIONAL, 1, 40, NULL, "Code of a field" },
	{ "lat", FIELD_NUMBER, FIELD_OPTIONAL, -90, 90, NULL, "Latitude, WGS84" },
	{ "lon", FIELD_NUMBER, FIELD_OPTIONAL, -180, 180, NULL, "Longitude, WGS84" },
	{ "area_code", FIELD_CODE, FIELD_OPTIONAL, 1, 20, NULL, "Code of the commune" },
	{ "at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "As the rules were, or will be, then" },
	{ NULL },
};
static const struct field queue_page[] = {
	{ "state", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, states,
		"Which of the open work; all of it by default" },
	{ "due_before", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "Only what is due before" },
	{ "category", FIELD_CODE, FIELD_OPTIONAL, 1, 40, NULL, "Only this field" },
	{ "area", FIELD_CODE, FIELD_OPTIONAL, 1, 20, NULL, "Only this commune" },
	{ "cursor", FIELD_CODE, FIELD_OPTIONAL, 1, 200, NULL, "next_cursor of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 200, NULL, "Items on a page, 20 by default" },
	{ NULL },
};
static const struct field claim[] = {
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 50, NULL,
		"How many at the most, 1 by default" },
	{ "lease_seconds", FIELD_INTEGER, FIELD_OPTIONAL, 10, 86400, NULL,
		"Until it runs out by itself, 900 by default" },
	{ NULL },
};
static const struct field release[] = {
	{ "ids", FIELD_UUIDS, FIELD_OPTIONAL, 1, 200, NULL,
		"Which cases; all of one's own by default" },
	{ NULL },
};
/* What every action of cases takes of those who bring history in. */
#define DATED                                                                                      \
	{ "at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "Importers only: when it was done" },      \
	{                                                                                          \
		"as", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, actors,                                  \
			"Importers only: in which role, at the agency that has the case or the "   \
			"desk"                                                                     \
	}

static const struct field act_plain[] = { DATED, { NULL } };
static const struct field act_reason[] = {
	{ "reason", FIELD_TEXT, FIELD_REQUIRED, 3, 2000, NULL, "Why; the citizen may read it" },
	DATED,
	{ NULL },
};
static const struct field act_assign[] = {
	{ "agency", FIELD_CODE, FIELD_REQUIRED, 1, 40, NULL,
		"Code of the agency that shall answer" },
	{ "reason", FIELD_TEXT, FIELD_OPTIONAL, 3, 2000, NULL, "Why; the citizen may read it" },
	DATED,
	{ NULL },
};
static const struct field act_transfer[] = {
	{ "agency", FIELD_CODE, FIELD_REQUIRED, 1, 40, NULL,
		"Code of the agency that shall answer" },
	{ "reason", FIELD_TEXT, FIELD_REQUIRED, 3, 2000, NULL, "Why; the citizen may read it" },
	DATED,
	{ NULL },
};
static const struct field act_answer[] = {
	{ "text", FIELD_TEXT, FIELD_REQUIRED, 5, 8000, NULL, "The answer to the citizen" },
	{ "outcome", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, report_outcomes, "What came of it" },
	ATTACHMENTS,
	DATED,
	{ NULL },
};
static const struct field act_text[] = {
	{ "text", FIELD_TEXT, FIELD_REQUIRED, 3, 4000, NULL, "The words" },
	DATED,
	{ NULL },
};
static const struct field act_publish[] = {
	{ "text", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"The text, with address and place; true by default" },
	{ "answer", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"The answer; by default true once the case is resolved" },
	{ NULL },
};
static const struct field act_unpublish[] = {
	{ "text", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"Take the text back; true by default" },
	{ "answer", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"Take the answer back; true by default" },
	{ "reason", FIELD_TEXT, FIELD_REQUIRED, 3, 2000, NULL, "Why; only staff see it" },
	{ NULL },
};
static const char *const redactable[] = { "description", "address", "attributes", "answer", "event",
	"attachment", NULL };
static const char *const purposes[] = { "show", "export", "erase", NULL };
static const struct field look_reason[] = {
	{ "reason", FIELD_TEXT, FIELD_REQUIRED, 3, 500, NULL,
		"What for; it is recorded with who looked, and stays" },
	{ NULL },
};
static const struct field redaction[] = {
	{ "part", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, redactable, "Where words are taken out" },
	{ "event", FIELD_UUID, FIELD_OPTIONAL, 0, 0, NULL, "Which event, of part `event`" },
	{ "attachment", FIELD_UUID, FIELD_OPTIONAL, 0, 0, NULL,
		"Which file, of part `attachment`; it is deleted" },
	{ "text", FIELD_TEXT, FIELD_OPTIONAL, 1, 8000, NULL,
		"The whole text as it shall stand from now on; without it, nothing is left" },
	{ "reason", FIELD_TEXT, FIELD_REQUIRED, 3, 2000, NULL,
		"Why; without the words that are taken out" },
	{ NULL },
};
static const struct field person[] = {
	{ "phone", FIELD_PHONE, FIELD_OPTIONAL, 0, 0, NULL, "The person's number, or" },
	{ "email", FIELD_EMAIL, FIELD_OPTIONAL, 0, 0, NULL, "their e-mail address" },
	{ "reason", FIELD_TEXT, FIELD_REQUIRED, 3, 500, NULL,
		"Why, such as the number of their request; it is recorded and stays" },
	{ NULL },
};
static const struct field hold[] = {
	{ "report", FIELD_UUID, FIELD_OPTIONAL, 0, 0, NULL, "Id of one report, or" },
	{ "phone", FIELD_PHONE, FIELD_OPTIONAL, 0, 0, NULL, "all of one person's by number, or" },
	{ "email", FIELD_EMAIL, FIELD_OPTIONAL, 0, 0, NULL, "by e-mail address" },
	{ "reason", FIELD_TEXT, FIELD_REQUIRED, 3, 500, NULL, "By which law or order" },
	{ NULL },
};
static const struct field holds_page[] = {
	{ "cursor", FIELD_CODE, FIELD_OPTIONAL, 1, 200, NULL, "next_cursor of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 200, NULL, "Items on a page, 50 by default" },
	{ NULL },
};
static const struct field looks_page[] = {
	{ "from", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "Not before" },
	{ "to", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "Before" },
	{ "report", FIELD_UUID, FIELD_OPTIONAL, 0, 0, NULL, "Only at this report" },
	{ "username", FIELD_TEXT, FIELD_OPTIONAL, 1, 64, NULL, "Only by this account" },
	{ "purpose", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, purposes, "Only for this" },
	{ "cursor", FIELD_CODE, FIELD_OPTIONAL, 1, 200, NULL, "next_cursor of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 200, NULL, "Items on a page, 50 by default" },
	{ NULL },
};
static const struct field delegation[] = {
	{ "deputy", FIELD_TEXT, FIELD_REQUIRED, 1, 64, NULL, "User name of a colleague" },
	{ "from", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "Now by default" },
	{ "until", FIELD_TIME, FIELD_REQUIRED, 0, 0, NULL,
		"The first instant after; a year at the most" },
	{ NULL },
};
static const struct field leave[] = {
	{ "who", FIELD_TEXT, FIELD_OPTIONAL, 1, 64, NULL,
		"Heads only: the colleague who is away; oneself by default" },
	{ "deputy", FIELD_TEXT, FIELD_REQUIRED, 1, 64, NULL,
		"User name of the colleague who takes over" },
	{ "from", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "Now by default" },
	{ "until", FIELD_TIME, FIELD_REQUIRED, 0, 0, NULL,
		"The first instant after; a year at the most" },
	{ NULL },
};
static const struct field stats_range[] = {
	{ "from", FIELD_TIME, FIELD_REQUIRED, 0, 0, NULL,
		"First instant of the period, a full hour" },
	{ "to", FIELD_TIME, FIELD_REQUIRED, 0, 0, NULL,
		"The instant after the period, a full hour" },
	{ "as_of", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "As things stood then; now by default" },
	{ "basis", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, bases, "Which reports the period means" },
	{ "group_by", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, groups,
		"A row for each; agency by default" },
	{ NULL },
};
static const struct field facts_page[] = {
	{ "q", FIELD_LINE, FIELD_OPTIONAL, 1, 100, NULL,
		"Only what has this in its code or its names; tone marks do not matter" },
	{ "at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "Only what holds then" },
	{ "active", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"true: only what counts today; false: only what does not" },
	{ "cursor", FIELD_CODE, FIELD_OPTIONAL, 1, 200, NULL, "next_cursor of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 200, NULL, "Items on a page, 50 by default" },
	{ NULL },
};
static const struct field acts_page[] = {
	{ "noun", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, nouns, "Only acts on these" },
	{ "key", FIELD_LINE, FIELD_OPTIONAL, 1, 64, NULL, "Only acts on what has this key" },
	{ "who", FIELD_CODE, FIELD_OPTIONAL, 1, 64, NULL, "Only acts of this user name" },
	{ "from", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "Only acts from then on" },
	{ "to", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "Only acts before" },
	{ "cursor", FIELD_CODE, FIELD_OPTIONAL, 1, 200, NULL, "next_cursor of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 200, NULL, "Items on a page, 50 by default" },
	{ NULL },
};
static const struct field login[] = {
	{ "username", FIELD_TEXT, FIELD_REQUIRED, 1, 64, NULL, "User name" },
	{ "password", FIELD_PASSWORD, FIELD_REQUIRED, 1, 200, NULL, "Password" },
	{ NULL },
};

static const struct field sign_on[] = {
	{ "return", FIELD_TEXT, FIELD_OPTIONAL, 1, 500, NULL,
		"Path of this service to go on to; comes back with the session" },
	{ NULL },
};
static const struct field sign_on_answer[] = {
	{ "state", FIELD_PASSWORD, FIELD_REQUIRED, 1, 200, NULL, "As it was sent there" },
	{ "code", FIELD_PASSWORD, FIELD_OPTIONAL, 1, 4000, NULL, "What a token is given for" },
	{ "iss", FIELD_TEXT, FIELD_OPTIONAL, 1, 500, NULL, "Who answers (RFC 9207)" },
	{ "error", FIELD_TEXT, FIELD_OPTIONAL, 1, 500, NULL, "Why nobody was signed in" },
	{ NULL, .flags = FIELD_OTHERS }, /* RFC 6749, 4.1.2 */
};

static const struct field code[] = {
	{ "code", FIELD_TEXT, FIELD_REQUIRED, 6, 40, NULL,
		"The code that the authenticator shows, or a recovery code" },
	{ NULL },
};
static const struct field first_code[] = {
	{ "code", FIELD_TEXT, FIELD_REQUIRED, 6, 40, NULL,
		"The code that the authenticator shows" },
	{ NULL },
};
static const struct field totp_begin[] = {
	{ "password", FIELD_PASSWORD, FIELD_OPTIONAL, 1, 200, NULL,
		"One's own, once more; not wanted where the sign-in asks for an authenticator" },
	{ NULL },
};
static const struct field password_change[] = {
	{ "old", FIELD_PASSWORD, FIELD_REQUIRED, 1, 200, NULL, "The password until now" },
	{ "new", FIELD_PASSWORD, FIELD_REQUIRED, 10, 200, NULL,
		"Another one: 10 to 200 characters, and nothing that everybody tries first" },
	{ NULL },
};
static const struct field accounts_page[] = {
	{ "agency", FIELD_CODE, FIELD_OPTIONAL, 1, 40, NULL, "Only the accounts of this agency" },
	{ "after", FIELD_CODE, FIELD_OPTIONAL, 1, 64, NULL,
		"Only those behind this user name: the last one of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 200, NULL, "How many; 50 by default" },
	{ NULL },
};
static const struct field account[] = {
	{ "name", FIELD_TEXT, FIELD_REQUIRED, 1, 100, NULL, "Name of the person" },
	{ "role", FIELD_CODE, FIELD_REQUIRED, 1, 40, NULL,
		"operator, dispatcher, staff, head, supervisor, admin or group" },
	{ "agency", FIELD_CODE, FIELD_REQUIRED, 1, 40, NULL, "Code of the agency" },
	{ "active", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"false: may not sign in; true by default" },
	{ NULL },
};
static const struct field heads_page[] = {
	{ "agency", FIELD_CODE, FIELD_REQUIRED, 1, 40, NULL, "Code of the agency" },
	{ NULL },
};
static const struct field head[] = {
	{ "username", FIELD_TEXT, FIELD_REQUIRED, 1, 64, NULL,
		"Who takes charge of the agency: an account of the role head there" },
	{ "from", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "Now by default" },
	{ NULL },
};
static const struct field key_new[] = {
	{ "name", FIELD_TEXT, FIELD_REQUIRED, 1, 100, NULL, "What the key is for" },
	{ "scopes", FIELD_TEXT, FIELD_OPTIONAL, 1, 200, NULL,
		"What it may do, separated by spaces; reports:write by default" },
	{ "channel", FIELD_CODE, FIELD_OPTIONAL, 1, 40, NULL,
		"How its reports are counted: app (by default), web, sms or open311" },
	{ "expires_at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "When it ends; never by default" },
	{ NULL },
};

static const struct field kannel_message[] = {
	{ "id", FIELD_CODE, FIELD_REQUIRED, 1, 64, NULL, "%I: the message's id" },
	{ "from", FIELD_RAW, FIELD_REQUIRED, 0, 0, NULL, "%p: who sent it" },
	{ "to", FIELD_RAW, FIELD_OPTIONAL, 0, 0, NULL, "%P: the number that it was sent to" },
	{ "text", FIELD_RAW, FIELD_OPTIONAL, 0, 0, NULL, "%b: what it says" },
	{ "charset", FIELD_CODE, FIELD_OPTIONAL, 1, 20, NULL,
		"%C: UTF-16BE, or whatever else is read as UTF-8" },
	{ "at", FIELD_INTEGER, FIELD_REQUIRED, 0, 253402275599.0, NULL,
		"%T: when it was sent, in seconds since 1970" },
	{ NULL },
};

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
			act_plain, &q_account_act, DB_WRITE, 0, verb, NULL, NULL, 200, text        \
	}

/* What administrators do with the facts of a noun; those of some may be deleted, too. */
#define FACTS(noun, table, flags)                                                                  \
	{ HTTP_GET, "/api/v1/admin/" noun, STAFF, "admin:read", facts_page, &q_admin_list,         \
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
	{ HTTP_POST, "/api/v1/reports", ANYONE, NULL, report_new, &q_report_submit, DB_WRITE,
		ROUTE_WRITE | ROUTE_JOURNAL, NULL, NULL, intake_run, 201, "Report something" },
	{ HTTP_GET, "/api/v1/reports/:code", ANYONE, NULL, NULL, &q_report_show, DB_FAST, 0, NULL,
		NULL, journaled_show_run, 200,
		"Track a report by its code; with its secret, as its sender" },
	{ HTTP_POST, "/api/v1/reports/:code/supplement", SENDER, NULL, supplement,
		&q_report_supplement, DB_WRITE, ROUTE_WRITE, NULL, NULL, NULL, 200,
		"Answer what the agency asked" },
	{ HTTP_GET, "/api/v1/reports", ANYONE, NULL, published_page, &q_report_list, DB_FAST, 0,
		NULL, NULL, NULL, 200, "What was published, the newest first" },
	{ HTTP_GET, "/api/v1/reports.geojson", ANYONE, NULL, published_page, &q_report_list,
		DB_FAST, 0, "geojson", "application/geo+json", NULL, 200,
		"The same for maps (RFC 7946)" },
	{ HTTP_GET, "/api/v1/reports/similar", ANYONE, NULL, neighbourhood, &q_report_similar,
		DB_FAST, 0, NULL, NULL, NULL, 200,
		"Open reports near a point, perhaps of the same trouble" },
	{ HTTP_POST, "/api/v1/reports/similar/:handle/me-too", ANYONE, NULL, nothing,
		&q_report_join, DB_WRITE, ROUTE_WRITE, NULL, NULL, NULL, 200,
		"Say that one has the same trouble" },
	{ HTTP_POST, "/api/v1/reports/:code/me-too", ANYONE, NULL, nothing, &q_report_join,
		DB_WRITE, ROUTE_WRITE, NULL, NULL, NULL, 200,
		"The same, of a report that is public" },
	{ HTTP_DELETE, "/api/v1/reports/:code/contact", SENDER, NULL, NULL, &q_contact_erase,
		DB_WRITE, 0, NULL, NULL, NULL, 204, "Have the service forget who sent the report" },
	{ HTTP_GET, "/api/v1/reports/entered", STAFF, "report:enter", reports_page,
		&q_report_entered, DB_FAST, 0, NULL, NULL, NULL, 200,
		"What one typed in for others, newest first" },

	{ HTTP_POST, "/api/v1/attachments", ANYONE, NULL, NULL, &q_attachment_add, DB_WRITE,
		ROUTE_WRITE | ROUTE_FILE, NULL, NULL, attachment_add_run, 201,
		"Send a photo, a short video or a PDF, which a report may then name" },
	{ HTTP_GET, "/api/v1/attachments/:entry", ANYONE, NULL, attachment_page, &q_attachment_find,
		DB_FAST, 0, NULL, "application/octet-stream", attachment_show_run, 200,
		"A file, for those who may see it" },

	{ HTTP_POST, "/api/v1/citizen/code", ANYONE, NULL, citizen_code, &q_citizen_code_begin,
		DB_WRITE, 0, NULL, NULL, citizen_code_run, 202, "Have a code sent to one's phone" },
	{ HTTP_POST, "/api/v1/citizen/session", ANYONE, NULL, citizen_login,
		&q_citizen_session_begin, DB_WRITE, 0, NULL, NULL, citizen_session_run, 201,
		"Sign in with the code: the phone is one's own" },
	{ HTTP_GET, "/api/v1/citizen/reports", CITIZEN, NULL, reports_page, &q_citizen_reports,
		DB_FAST, 0, NULL, NULL, NULL, 200,
		"One's own reports of all channels, newest first" },
	{ HTTP_POST, "/api/v1/citizen/reports/:code/secret", CITIZEN, NULL, nothing,
		&q_citizen_secret, DB_WRITE, 0, NULL, NULL, citizen_secret_run, 200,
		"The secret of an own report again" },

	{ HTTP_GET, "/api/v1/consent", ANYONE, NULL, NULL, &q_consent_show, DB_FAST, ROUTE_CACHE,
		NULL, NULL, NULL, 200, "What a sender who leaves a contact is asked to agree to" },
	{ HTTP_GET, "/api/v1/categories", ANYONE, NULL, NULL, &q_category_list, DB_FAST,
		ROUTE_CACHE, NULL, NULL, NULL, 200, "Fields in which one can report" },
	{ HTTP_GET, "/api/v1/areas", ANYONE, NULL, areas_page, &q_area_list, DB_FAST, ROUTE_CACHE,
		NULL, NULL, NULL, 200, "Administrative units" },
	{ HTTP_GET, "/api/v1/areas/:area", ANYONE, NULL, area_page, &q_area_show, DB_FAST,
		ROUTE_CACHE, NULL, NULL, NULL, 200,
		"The units of a code, those above them, and what became of those that ended" },
	{ HTTP_GET, "/api/v1/areas/locate", ANYONE, NULL, point, &q_area_at, DB_FAST, ROUTE_CACHE,
		NULL, NULL, NULL, 200, "The commune of a point" },
	{ HTTP_GET, "/api/v1/agencies", ANYONE, NULL, NULL, &q_agency_list, DB_FAST, ROUTE_CACHE,
		NULL, NULL, NULL, 200, "Agencies that answer" },
	{ HTTP_GET, "/api/v1/route", ANYONE, NULL, route_question, &q_route_show, DB_FAST, 0, NULL,
		NULL, NULL, 200,
		"Which agency would get a report, why, and by when it must answer" },

	{ HTTP_POST, "/api/v1/session", ANYONE, NULL, login, &q_session_begin, DB_WRITE, 0, NULL,
		NULL, session_run, 201, "Sign in" },
	{ HTTP_DELETE, "/api/v1/session", STAFF, "session:end", NULL, &q_session_end, DB_WRITE, 0,
		NULL, NULL, NULL, 204, "Sign out" },
	{ HTTP_GET, "/api/v1/session/oidc", ANYONE, NULL, NULL, &q_oidc_provider_list, DB_FAST,
		ROUTE_CACHE, NULL, NULL, NULL, 200, "Sign-on services of the province" },
	{ HTTP_GET, "/api/v1/session/oidc/:provider", ANYONE, NULL, sign_on, &q_oidc_provider_show,
		DB_FAST, 0, NULL, NULL, oidc_start_run, 303, "Go and sign in there" },
	{ HTTP_GET, "/api/v1/session/oidc/:provider/callback", ANYONE, NULL, sign_on_answer,
		&q_oidc_login_take, DB_WRITE, 0, NULL, NULL, oidc_callback_run, 200,
		"Come back from there, with a session" },
	{ HTTP_GET, "/api/v1/session", STAFF, "session:end", NULL, &q_session_show, DB_FAST, 0,
		NULL, NULL, NULL, 200, "Who one is, what one may do, and until when" },
	{ HTTP_POST, "/api/v1/session/factor", STAFF, "session:end", code, &q_factor_pass, DB_WRITE,
		0, NULL, NULL, session_factor_run, 200, "The second proof of a sign-in" },
	{ HTTP_POST, "/api/v1/session/totp", STAFF, "session:end", totp_begin, &q_factor_begin,
		DB_WRITE, 0, NULL, NULL, session_totp_run, 201,
		"Begin with an authenticator: its secret" },
	{ HTTP_POST, "/api/v1/session/totp/confirm", STAFF, "session:end", first_code,
		&q_factor_confirm, DB_WRITE, 0, NULL, NULL, session_totp_confirm_run, 200,
		"Its first code; answers the recovery codes, this once" },
	{ HTTP_POST, "/api/v1/session/recovery-codes", STAFF, "session:end", first_code,
		&q_recovery_renew, DB_WRITE, 0, NULL, NULL, session_recovery_run, 200,
		"Other recovery codes, this once; the old ones die" },
	{ HTTP_POST, "/api/v1/session/password", STAFF, "session:end", password_change,
		&q_password_change, DB_WRITE, 0, NULL, NULL, session_password_run, 200,
		"Another password; one's other sessions end" },
	{ HTTP_GET, "/api/v1/sessions", STAFF, "session:end", NULL, &q_session_list, DB_FAST, 0,
		NULL, NULL, NULL, 200, "One's own sessions" },
	{ HTTP_DELETE, "/api/v1/sessions/:session", STAFF, "session:end", NULL, &q_session_drop,
		DB_WRITE, 0, NULL, NULL, NULL, 204, "End one of one's own sessions" },
	{ HTTP_GET, "/api/v1/queue", STAFF, "queue:read", queue_page, &q_queue_list, DB_FAST,
		ROUTE_POLL, NULL, NULL, NULL, 200,
		"The open work of one's agency, nearest deadline first" },
	{ HTTP_POST, "/api/v1/queue/claim", STAFF, "queue:claim", claim, &q_queue_claim, DB_WRITE,
		ROUTE_WRITE, NULL, NULL, NULL, 200, "Take unclaimed work for a time" },
	{ HTTP_POST, "/api/v1/queue/release", STAFF, "queue:claim", release, &q_queue_release,
		DB_WRITE, 0, NULL, NULL, NULL, 200, "Give work back" },
	{ HTTP_GET, "/api/v1/cases/:id", STAFF, "case:read", NULL, &q_case_show, DB_FAST, 0, NULL,
		NULL, NULL, 200, "A case: everything but its sender" },
	CASE("accept", act_plain, "Accept the case as one's agency's own"),
	CASE("return", act_reason, "Give the case back to the desk: not ours"),
	CASE("assign", act_assign, "Desk: give the case to an agency"),
	CASE("transfer", act_transfer, "Pass the case to another agency"),
	CASE("request-info", act_text, "Ask the citizen for more"),
	CASE("resume", act_plain, "Go on without the answer that was asked for"),
	CASE("answer", act_answer, "Answer; released by the head where the agency wants it so"),
	CASE("approve", act_plain, "Release the answer (head), or accept a released one (desk)"),
	CASE("send-back", act_reason, "Send an unsuitable answer back"),
	CASE("reject", act_reason, "Desk: refuse the report, with directions"),
	{ HTTP_POST, "/api/v1/cases/:id/publish", STAFF, "case:act", act_publish, &q_case_publish,
		DB_WRITE, ROUTE_WRITE | ROUTE_VERSION, "publish", NULL, NULL, 200,
		"Make text and answer public" },
	{ HTTP_POST, "/api/v1/cases/:id/unpublish", STAFF, "case:act", act_unpublish,
		&q_case_publish, DB_WRITE, ROUTE_WRITE | ROUTE_VERSION, "unpublish", NULL, NULL,
		200, "Take text and answer back" },
	WORDS("note", act_text, "Add a note that only staff see"),
	WORDS("message", act_text, "Write to the sender, without learning who that is"),
	{ HTTP_POST, "/api/v1/cases/:id/identity", STAFF, "identity:ask", look_reason,
		&q_identity_show, DB_WRITE, 0, NULL, NULL, identity_show_run, 200,
		"See who sent a report, as far as one may; each look is recorded" },
	{ HTTP_POST, "/api/v1/cases/:id/redact", STAFF, "case:redact", redaction, &q_case_redact,
		DB_WRITE, ROUTE_WRITE, NULL, NULL, NULL, 200,
		"Take words or a file out of a report for good" },
	{ HTTP_POST, "/api/v1/cases/:id/attachments/:entry/release", STAFF, "attachment:release",
		nothing, &q_attachment_release, DB_WRITE, 0, "released", NULL, NULL, 200,
		"Let everybody see a photo, once the report is published" },
	{ HTTP_POST, "/api/v1/cases/:id/attachments/:entry/hide", STAFF, "attachment:release",
		nothing, &q_attachment_release, DB_WRITE, 0, "hidden", NULL, NULL, 200,
		"Take a photo back" },

	{ HTTP_GET, "/api/v1/agency", STAFF, "agency:read", NULL, &q_agency_show, DB_FAST, 0, NULL,
		NULL, NULL, 200,
		"One's own agency: who is in charge, who approves in their place, who is away" },
	{ HTTP_POST, "/api/v1/agency/delegations", STAFF, "agency:delegate", delegation,
		&q_delegation_add, DB_WRITE, ROUTE_WRITE, NULL, NULL, NULL, 201,
		"Head: let a colleague approve for a time" },
	{ HTTP_DELETE, "/api/v1/agency/delegations/:entry", STAFF, "agency:delegate", NULL,
		&q_delegation_end, DB_WRITE, 0, NULL, NULL, NULL, 204,
		"Head: take a delegation back" },
	{ HTTP_POST, "/api/v1/agency/leaves", STAFF, "agency:leave", leave, &q_leave_add, DB_WRITE,
		ROUTE_WRITE, NULL, NULL, NULL, 201,
		"Note a leave; claimed cases go to the deputy when it begins" },
	{ HTTP_DELETE, "/api/v1/agency/leaves/:entry", STAFF, "agency:leave", NULL, &q_leave_end,
		DB_WRITE, 0, NULL, NULL, NULL, 204, "End a leave" },

	{ HTTP_GET, "/api/v1/stats/resolution", STAFF, "stats:read", stats_range,
		&q_stats_resolution, DB_SLOW, 0, NULL, NULL, NULL, 200,
		"Resolution rates, with the formula of every figure" },
	{ HTTP_GET, "/api/v1/stats/resolution.csv", STAFF, "stats:read", stats_range,
		&q_stats_resolution_csv, DB_SLOW, 0, NULL,
		"text/csv; charset=utf-8; header=present", NULL, 200, "The same as CSV" },

	FACTS("areas", fact_areas, 0),
	FACTS("boundaries", fact_boundaries, ROUTE_LARGE),
	FACTS("agencies", fact_agencies, 0),
	FACTS("categories", fact_categories, 0),
	FACTS("attributes", fact_attributes, 0),
	FACTS("rules", fact_rules, 0),
	FACT_DELETE("rules", "Take back a rule that never held"),
	FACTS("holidays", fact_holidays, 0),
	FACT_DELETE("holidays", "Take back a holiday"),
	{ HTTP_GET, "/api/v1/admin/acts", STAFF, "admin:acts", acts_page, &q_admin_acts, DB_SLOW, 0,
		NULL, NULL, NULL, 200, "What administrators changed, the latest first" },
	{ HTTP_GET, "/api/v1/admin/accounts", STAFF, "admin:accounts", accounts_page,
		&q_account_list, DB_FAST, 0, NULL, NULL, NULL, 200, "Accounts of staff" },
	{ HTTP_GET, "/api/v1/admin/accounts/:username", STAFF, "admin:accounts", NULL,
		&q_account_show, DB_FAST, 0, NULL, NULL, NULL, 200, "An account" },
	{ HTTP_PUT, "/api/v1/admin/accounts/:username", STAFF, "admin:accounts", account,
		&q_account_put, DB_WRITE, 0, NULL, NULL, NULL, 200,
		"Make an account, or change it" },
	{ HTTP_POST, "/api/v1/admin/accounts/:username/password", STAFF, "admin:accounts",
		act_plain, &q_account_password, DB_WRITE, 0, NULL, NULL, account_password_run, 201,
		"A password for one sign-in, told this once" },
	ACCOUNT("lock", "Lock an account; its sessions end"),
	ACCOUNT("unlock", "Unlock an account"),
	ACCOUNT("end-sessions", "End the sessions of an account"),
	ACCOUNT("factor-reset", "Forget the authenticator of an account; its sessions end"),
	{ HTTP_GET, "/api/v1/admin/heads", STAFF, "admin:accounts", heads_page, &q_head_list,
		DB_FAST, 0, NULL, NULL, NULL, 200,
		"Who is, was and will be in charge of an agency" },
	{ HTTP_POST, "/api/v1/admin/heads", STAFF, "admin:accounts", head, &q_head_put, DB_WRITE,
		ROUTE_WRITE, NULL, NULL, NULL, 200, "Put a head in charge of their agency" },
	{ HTTP_GET, "/api/v1/admin/keys", STAFF, "admin:keys", NULL, &q_key_list, DB_FAST, 0, NULL,
		NULL, NULL, 200, "API keys" },
	{ HTTP_POST, "/api/v1/admin/keys", STAFF, "admin:keys", key_new, &q_key_add, DB_WRITE, 0,
		NULL, NULL, key_add_run, 201, "A new API key, told this once" },
	{ HTTP_DELETE, "/api/v1/admin/keys/:api_key", STAFF, "admin:keys", NULL, &q_key_revoke,
		DB_WRITE, 0, NULL, NULL, NULL, 204, "End an API key" },
	{ HTTP_POST, "/api/v1/admin/persons/export", STAFF, "identity:erase", person,
		&q_person_open, DB_SLOW, 0, NULL, NULL, person_export_run, 200,
		"All that is kept of one person, for them" },
	{ HTTP_POST, "/api/v1/admin/persons/erase", STAFF, "identity:erase", person,
		&q_person_erase, DB_SLOW, ROUTE_WRITE, NULL, NULL, person_erase_run, 200,
		"Forget one person; reports, history and figures stay" },
	{ HTTP_GET, "/api/v1/admin/holds", STAFF, "identity:hold", holds_page, &q_hold_list,
		DB_FAST, 0, NULL, NULL, NULL, 200, "What may not be erased" },
	{ HTTP_POST, "/api/v1/admin/holds", STAFF, "identity:hold", hold, &q_hold_place, DB_WRITE,
		ROUTE_WRITE, NULL, NULL, NULL, 201,
		"Keep a report's sender, or a person, from being erased" },
	{ HTTP_DELETE, "/api/v1/admin/holds/:entry", STAFF, "identity:hold", NULL, &q_hold_lift,
		DB_WRITE, 0, NULL, NULL, NULL, 204, "Lift a hold" },
	{ HTTP_GET, "/api/v1/admin/looks", STAFF, "identity:looks", looks_page, &q_look_list,
		DB_FAST, 0, NULL, NULL, NULL, 200, "Who looked at who reported, when and why" },

	/* What else a gateway may bring, each in its own form, comes here, too. */
	{ HTTP_POST, "/gateways/:gateway/reports", GATEWAY, "report:submit", report_new,
		&q_report_submit, DB_WRITE, ROUTE_JOURNAL, NULL, NULL, intake_run, 201,
		"A gateway reports what somebody wrote to it" },

	{ HTTP_GET, "/gateways/:gateway/kannel/mo", GATEWAY_SHOWN, "report:submit", kannel_message,
		&q_report_submit, DB_WRITE, 0, NULL, "text/plain; charset=utf-8",
		gateway_kannel_run, 200,
		"Kannel hands over a message from a phone; the answer is the reply to it" },

	{ HTTP_GET, "/", ANYONE, NULL, NULL, NULL, DB_FAST, ROUTE_CACHE, NULL, NULL,
		openapi_index_run, 200, "What this is, and where to go on" },
	{ HTTP_GET, "/openapi.json", ANYONE, NULL, NULL, NULL, DB_FAST, ROUTE_CACHE, NULL, NULL,
		openapi_run, 200, "This interface, as OpenAPI 3.1" },
	{ 0 },
};
