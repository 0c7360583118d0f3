/* The tables that `pakn import` takes; deploy/README.md explains them. */
#include "server/command_import.h"

#include <string.h>

#include "server/facts.h"

static const char *const areas_ignored[] = { "area_km2", NULL };

static const struct field succession[] = {
	{ "old_code", FIELD_CODE, FIELD_REQUIRED, 1, 32, NULL, "Code of a unit that ended" },
	{ "new_code", FIELD_CODE, FIELD_REQUIRED, 1, 32, NULL,
		"Code of one that began on that day; a line for each" },
	{ "level", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, fact_area_levels,
		"Of the old unit; commune by default" },
	{ "area_km2", FIELD_NUMBER, FIELD_OPTIONAL, 0.000001, 1e6, NULL,
		"How much of the old unit went there" },
	{ 0 },
};

static const struct field former[] = {
	{ "code", FIELD_CODE, FIELD_REQUIRED, 1, 32, NULL, "Code of a unit" },
	{ "valid_to", FIELD_DATE, FIELD_REQUIRED, 0, 0, NULL,
		"The first day on which it was so no longer" },
	{ "name", FIELD_LINE, FIELD_OPTIONAL, 1, 200, NULL,
		"As it was called; the full name without its kind by default" },
	{ "full_name", FIELD_LINE, FIELD_REQUIRED, 1, 200, NULL, "With its kind" },
	{ "parent_code", FIELD_CODE, FIELD_OPTIONAL, 1, 32, NULL,
		"Code of the unit above it then" },
	{ 0 },
};

static const char *const report_statuses[] = { "received", "assigned", "in_progress", "answered",
	"resolved", "rejected", "withdrawn", "duplicate", "no_reply", "transferred_out", "open",
	"closed", NULL };

static const struct field reports[] = {
	{ "code", FIELD_CODE, FIELD_REQUIRED, 1, 64, NULL, NULL },
	{ "received_at", FIELD_TIME, FIELD_REQUIRED, 0, 0, NULL, NULL },
	{ "category_code", FIELD_CODE, FIELD_OPTIONAL, 0, 40, NULL, NULL },
	{ "description", FIELD_TEXT, FIELD_REQUIRED, 1, 20000, NULL, NULL },
	{ "kind", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, report_kinds, NULL },
	{ "channel", FIELD_CODE, FIELD_OPTIONAL, 0, 20, NULL, NULL },
	{ "lat", FIELD_NUMBER, FIELD_OPTIONAL, -90, 90, NULL, NULL },
	{ "lon", FIELD_NUMBER, FIELD_OPTIONAL, -180, 180, NULL, NULL },
	{ "address", FIELD_LINE, FIELD_OPTIONAL, 0, 300, NULL, NULL },
	{ "area_code", FIELD_CODE, FIELD_OPTIONAL, 0, 20, NULL, NULL },
	{ "status", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, report_statuses, NULL },
	{ "agency_code", FIELD_CODE, FIELD_OPTIONAL, 0, 40, NULL, NULL },
	{ "agency_name", FIELD_LINE, FIELD_OPTIONAL, 0, 200, NULL, NULL },
	{ "due_at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, NULL },
	{ "accepted_at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, NULL },
	{ "answered_at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, NULL },
	{ "released_at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, NULL },
	{ "closed_at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, NULL },
	{ "answer", FIELD_TEXT, FIELD_OPTIONAL, 0, 20000, NULL, NULL },
	{ "outcome", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, report_outcomes, NULL },
	{ "reason", FIELD_TEXT, FIELD_OPTIONAL, 0, 4000, NULL, NULL },
	{ "observed_at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, NULL },
	{ "publish", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL, NULL },
	{ "public", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL, NULL },
	{ "contact_name", FIELD_LINE, FIELD_OPTIONAL, 0, 100, NULL, NULL },
	{ "contact_phone", FIELD_PHONE, FIELD_OPTIONAL, 0, 0, NULL, NULL },
	{ "contact_email", FIELD_EMAIL, FIELD_OPTIONAL, 0, 0, NULL, NULL },
	{ 0 },
};

/* What Open311's files have besides. */
static const char *const reports_ignored[] = { "updated_datetime", "status_description", "source",
	"service_name", "service_subtype", "service_notice", "address_id", "zipcode", "media_url",
	NULL };

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

#define OUTLINE_DAYS                                                                               \
	{ "valid_from", FIELD_DATE, FIELD_OPTIONAL, 0, 0, NULL,                                    \
		"The first day of the outline; or --set for all" },                                \
	{                                                                                          \
		"valid_to", FIELD_DATE, FIELD_OPTIONAL, 0, 0, NULL,                                \
			"The first day on which it no longer holds; or --set for all"              \
	}
static const struct field boundaries[] = {
	{ "code", FIELD_CODE, FIELD_REQUIRED, 1, 32, NULL, "Code of a unit of that time" },
	OUTLINE_DAYS,
	{ 0 },
};
static const struct field zones[] = {
	{ "code", FIELD_CODE, FIELD_REQUIRED, 1, 64, NULL, "Its key" },
	{ "name", FIELD_LINE, FIELD_REQUIRED, 1, 200, NULL, "Khu công nghiệp Quang Châu" },
	{ "kind", FIELD_CODE, FIELD_OPTIONAL, 1, 32, NULL,
		"industrial_park, road, market and so on" },
	OUTLINE_DAYS,
	{ 0 },
};

const struct import_noun import_outlines[] = {
	{ .name = "boundaries", .function = "boundaries_import", .columns = boundaries },
	{ .name = "zones", .function = "zones_import", .columns = zones },
	{ 0 },
};

/* Of a version of the rules. */
static const char *const rules_options[] = { "whole", "note", "effective-at", NULL };

const struct import_noun import_nouns[] = {
	{ .name = "areas",
		.function = "areas_import",
		.columns = fact_areas,
		.ignored = areas_ignored },
	{ .name = "succession", .function = "succession_import", .columns = succession },
	{ .name = "former", .function = "former_import", .columns = former },
	{ .name = "agencies", .function = "agencies_import", .columns = fact_agencies },
	{ .name = "categories", .function = "categories_import", .columns = fact_categories },
	{ .name = "attributes", .function = "attributes_import", .columns = fact_attributes },
	{ .name = "rules",
		.function = "rules_import",
		.columns = fact_rules,
		.options = rules_options },
	{ .name = "holidays", .function = "holidays_import", .columns = fact_holidays },
	{ .name = "calendars", .function = "calendars_import", .columns = fact_calendars },
	{ .name = "office-hours", .function = "office_hours_import", .columns = fact_office_hours },
	{ .name = "deadlines", .function = "deadlines_import", .columns = fact_deadlines },
	{ .name = "deadline-rules",
		.function = "deadline_rules_import",
		.columns = fact_deadline_rules },
	{ .name = "answer-rules", .function = "answer_rules_import", .columns = fact_answer_rules },
	{ .name = "answer-templates",
		.function = "answer_templates_import",
		.columns = fact_answer_templates },
	{ .name = "duties", .function = "duties_import", .columns = fact_duties },
	{ .name = "targets", .function = "targets_import", .columns = fact_targets },
	{ .name = "ladders", .function = "ladders_import", .columns = fact_ladders },
	{ .name = "reports",
		.function = "reports_import",
		.columns = reports,
		.ignored = reports_ignored,
		.aliases = open311,
		.report_code = "code",
		.finish = import_senders_seal },
	{ 0 },
};

const struct import_noun *import_noun_find(const char *name)
{
	for (const struct import_noun *noun = import_nouns; noun->name; noun++)
		if (!strcmp(name, noun->name))
			return noun;
	return NULL;
}
