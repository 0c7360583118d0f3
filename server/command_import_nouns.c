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

const struct import_noun import_nouns[] = {
	{ "areas", "areas_import", areas },
	{ "succession", "succession_import", succession },
	{ "agencies", "agencies_import", agencies },
	{ "categories", "categories_import", categories },
	{ "rules", "rules_import", rules },
	{ "holidays", "holidays_import", holidays },
	{ 0 },
};
