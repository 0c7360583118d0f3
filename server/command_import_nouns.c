/* The tables that `pakn import` takes, one column a line; deploy/README.md explains them. */
#include "server/command_import.h"

static const char *const urgencies[] = { "normal", "urgent", NULL };
static const char *const agency_levels[] = { "province", "district", "commune", "utility", NULL };
static const char *const area_levels[] = { "province", "district", "commune", NULL };
static const char *const holiday_kinds[] = { "off", "swap_off", "swap_work", NULL };
static const char *const statuses[] = { "announced", "computed", "recalled", "proposed",
	"projected", NULL };
static const char *const any[] = { "*", NULL };

static const struct import_column categories[] = {
	{ "code", IMPORT_CODE, true, 1, 32, NULL },
	{ "name", IMPORT_TEXT, true, 1, 200, NULL },
	{ "examples", IMPORT_TEXT, false, 0, 1000, NULL },
	{ "group", IMPORT_TEXT, false, 0, 200, NULL },
	{ "urgency", IMPORT_CHOICE, false, 0, 0, urgencies },
	{ "deadline_class", IMPORT_CODE, true, 1, 64, NULL },
	{ "in_scope", IMPORT_BOOL, false, 0, 0, NULL },
	{ "active", IMPORT_BOOL, false, 0, 0, NULL },
	{ 0 },
};
static const struct import_column agencies[] = {
	{ "code", IMPORT_CODE, true, 1, 32, NULL },
	{ "name", IMPORT_TEXT, true, 1, 200, NULL },
	{ "short_name", IMPORT_TEXT, true, 1, 100, NULL },
	{ "level", IMPORT_CHOICE, true, 0, 0, agency_levels },
	{ "kind", IMPORT_CODE, true, 1, 32, NULL },
	{ "parent_code", IMPORT_CODE, false, 0, 32, NULL },
	{ "area_code", IMPORT_CODE, false, 0, 32, NULL },
	{ "needs_approval", IMPORT_BOOL, false, 0, 0, NULL },
	{ "phone", IMPORT_TEXT, false, 0, 32, NULL },
	{ "valid_from", IMPORT_DATE, false, 0, 0, NULL },
	{ "valid_to", IMPORT_DATE, false, 0, 0, NULL },
	{ 0 },
};
static const struct import_column rules[] = {
	{ "rule_no", IMPORT_INTEGER, true, 1, 1000000000, NULL },
	{ "category_code", IMPORT_CODE, true, 1, 32, any },
	{ "area_code", IMPORT_CODE, true, 1, 32, any },
	{ "agency_code", IMPORT_CODE, true, 1, 32, NULL },
	{ "reason", IMPORT_TEXT, true, 1, 1000, NULL },
	{ "valid_from", IMPORT_DATE, false, 0, 0, NULL },
	{ "valid_to", IMPORT_DATE, false, 0, 0, NULL },
	{ 0 },
};
static const struct import_column holidays[] = {
	{ "day", IMPORT_DATE, true, 0, 0, NULL },
	{ "kind", IMPORT_CHOICE, true, 0, 0, holiday_kinds },
	{ "name", IMPORT_TEXT, true, 1, 200, NULL },
	{ "status", IMPORT_CHOICE, true, 0, 0, statuses },
	{ "source", IMPORT_TEXT, false, 0, 500, NULL },
	{ "calendar", IMPORT_CODE, false, 0, 32, NULL },
	{ 0 },
};
static const struct import_column areas[] = {
	{ "code", IMPORT_CODE, true, 1, 32, NULL },
	{ "name", IMPORT_TEXT, false, 0, 200, NULL },
	{ "full_name", IMPORT_TEXT, true, 1, 200, NULL },
	{ "level", IMPORT_CHOICE, false, 0, 0, area_levels },
	{ "parent_code", IMPORT_CODE, false, 0, 32, NULL },
	{ "valid_from", IMPORT_DATE, false, 0, 0, NULL },
	{ "valid_to", IMPORT_DATE, false, 0, 0, NULL },
	{ "lon", IMPORT_NUMBER, false, -180, 180, NULL },
	{ "lat", IMPORT_NUMBER, false, -90, 90, NULL },
	{ "area_km2", IMPORT_UNUSED, false, 0, 0, NULL },
	{ 0 },
};
static const struct import_column succession[] = {
	{ "old_code", IMPORT_CODE, true, 1, 32, NULL },
	{ "new_code", IMPORT_CODE, true, 1, 32, NULL },
	{ "level", IMPORT_CHOICE, false, 0, 0, area_levels },
	{ 0 },
};

static const char *const report_kinds[] = { "site", "procedure", "business", NULL };
static const char *const report_statuses[] = { "received", "assigned", "in_progress", "answered",
	"resolved", "rejected", "withdrawn", "duplicate", "no_reply", "transferred_out", "open",
	"closed", NULL };
static const char *const outcomes[] = { "fixed", "planned", "not_ours", "not_founded",
	"information_given", NULL };

static const struct import_column reports[] = {
	{ "code", IMPORT_REPORT, true, 1, 64, NULL },
	{ "received_at", IMPORT_TIME, true, 0, 0, NULL },
	{ "category_code", IMPORT_CODE, false, 0, 40, NULL },
	{ "description", IMPORT_LINES, true, 1, 20000, NULL },
	{ "kind", IMPORT_CHOICE, false, 0, 0, report_kinds },
	{ "channel", IMPORT_CODE, false, 0, 20, NULL },
	{ "lat", IMPORT_NUMBER, false, -90, 90, NULL },
	{ "lon", IMPORT_NUMBER, false, -180, 180, NULL },
	{ "address", IMPORT_TEXT, false, 0, 300, NULL },
	{ "area_code", IMPORT_CODE, false, 0, 20, NULL },
	{ "status", IMPORT_CHOICE, true, 0, 0, report_statuses },
	{ "agency_code", IMPORT_CODE, false, 0, 40, NULL },
	{ "agency_name", IMPORT_TEXT, false, 0, 200, NULL },
	{ "due_at", IMPORT_TIME, false, 0, 0, NULL },
	{ "accepted_at", IMPORT_TIME, false, 0, 0, NULL },
	{ "answered_at", IMPORT_TIME, false, 0, 0, NULL },
	{ "released_at", IMPORT_TIME, false, 0, 0, NULL },
	{ "closed_at", IMPORT_TIME, false, 0, 0, NULL },
	{ "answer", IMPORT_LINES, false, 0, 20000, NULL },
	{ "outcome", IMPORT_CHOICE, false, 0, 0, outcomes },
	{ "reason", IMPORT_LINES, false, 0, 4000, NULL },
	{ "observed_at", IMPORT_TIME, false, 0, 0, NULL },
	{ "publish", IMPORT_BOOL, false, 0, 0, NULL },
	{ "public", IMPORT_BOOL, false, 0, 0, NULL },
	{ "contact_name", IMPORT_TEXT, false, 0, 100, NULL },
	{ "contact_phone", IMPORT_PHONE, false, 0, 0, NULL },
	{ "contact_email", IMPORT_EMAIL, false, 0, 0, NULL },
	/* What Open311's files have besides. */
	{ "updated_datetime", IMPORT_UNUSED, false, 0, 0, NULL },
	{ "status_description", IMPORT_UNUSED, false, 0, 0, NULL },
	{ "source", IMPORT_UNUSED, false, 0, 0, NULL },
	{ "service_name", IMPORT_UNUSED, false, 0, 0, NULL },
	{ "service_subtype", IMPORT_UNUSED, false, 0, 0, NULL },
	{ "service_notice", IMPORT_UNUSED, false, 0, 0, NULL },
	{ "address_id", IMPORT_UNUSED, false, 0, 0, NULL },
	{ "zipcode", IMPORT_UNUSED, false, 0, 0, NULL },
	{ "media_url", IMPORT_UNUSED, false, 0, 0, NULL },
	{ 0 },
};

/* GeoReport v2 and its bulk files. */
static const struct import_alias open311[] = {
	{ "service_request_id", "code" },
	{ "requested_datetime", "received_at" },
	{ "service_code", "category_code" },
	{ "long", "lon" },
	{ "agency_responsible", "agency_name" },
	{ "expected_datetime", "due_at" },
	{ "closed_date", "closed_at" },
	{ "closed_datetime", "closed_at" },
	{ "status_notes", "answer" },
	{ 0 },
};

const struct import_noun import_nouns[] = {
	{ "areas", "areas_import", areas, NULL, NULL },
	{ "succession", "succession_import", succession, NULL, NULL },
	{ "agencies", "agencies_import", agencies, NULL, NULL },
	{ "categories", "categories_import", categories, NULL, NULL },
	{ "rules", "rules_import", rules, NULL, NULL },
	{ "holidays", "holidays_import", holidays, NULL, NULL },
	{ "reports", "reports_import", reports, open311, import_senders_seal },
	{ 0 },
};
