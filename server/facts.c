#include "server/facts.h"

const char *const report_kinds[] = { "site", "procedure", "business", NULL };
const char *const report_outcomes[] = { "fixed", "planned", "not_ours", "not_founded",
	"information_given", NULL };

const char *const report_urgencies[] = { "normal", "urgent", NULL };
static const char *const goals[] = { "at_least", "at_most", NULL };
static const char *const agency_levels[] = { "province", "district", "commune", "utility", NULL };
const char *const fact_area_levels[] = { "province", "district", "commune", NULL };
static const char *const holiday_kinds[] = { "off", "swap_off", "swap_work", NULL };
static const char *const statuses[] = { "announced", "computed", "recalled", "proposed",
	"projected", NULL };
static const char *const attribute_kinds[] = { "text", "number", "choice", "boolean", "date",
	NULL };
static const char *const any[] = { "*", NULL };
static const char *const any_kinds[] = { "site", "procedure", "business", "*", NULL };
static const char *const any_urgencies[] = { "normal", "urgent", "*", NULL };
static const char *const stages[] = { "sort", "accept", "answer", "wait", "coordinate", NULL };
static const char *const any_stages[] = { "sort", "accept", "answer", "review", "*", NULL };
static const char *const units[] = { "working_minutes", "working_hours", "working_days", "hours",
	NULL };
static const char *const any_outcomes[] = { "fixed", "planned", "not_ours", "not_founded",
	"information_given", "*", NULL };
static const char *const proofs[] = { "none", "photo", "signed", "either", NULL };
static const char *const extenders[] = { "head", "dispatcher", NULL };

#define PERIOD                                                                                     \
	{ "valid_from", FIELD_DATE, FIELD_OPTIONAL, 0, 0, NULL, "The first day" },                 \
	{                                                                                          \
		"valid_to", FIELD_DATE, FIELD_OPTIONAL, 0, 0, NULL,                                \
			"The first day on which it no longer holds"                                \
	}

const struct field fact_areas[] = {
	{ "code", FIELD_CODE, FIELD_REQUIRED, 1, 32, NULL, "Five digits of a commune" },
	{ "name", FIELD_LINE, FIELD_OPTIONAL, 1, 200, NULL,
		"Kinh Bắc; the full name without its kind by default" },
	{ "full_name", FIELD_LINE, FIELD_REQUIRED, 1, 200, NULL, "Phường Kinh Bắc" },
	{ "level", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, fact_area_levels,
		"Of administration; commune where it is new" },
	{ "parent_code", FIELD_CODE, FIELD_OPTIONAL, 1, 32, NULL, "Code of the unit above" },
	PERIOD,
	{ "lon", FIELD_NUMBER, FIELD_OPTIONAL, -180, 180, NULL, "Longitude of its centre" },
	{ "lat", FIELD_NUMBER, FIELD_OPTIONAL, -90, 90, NULL, "Latitude of its centre" },
	{ 0 },
};
const struct field fact_boundaries[] = {
	{ "code", FIELD_CODE, FIELD_REQUIRED, 1, 32, NULL, "Code of a unit of that time" },
	{ "source", FIELD_LINE, FIELD_REQUIRED, 1, 200, NULL, "Where the outline comes from" },
	{ "geometry", FIELD_OBJECT, FIELD_REQUIRED, 1, 10, NULL,
		"GeoJSON: a Polygon or MultiPolygon in longitude and latitude" },
	PERIOD,
	{ 0 },
};
const struct field fact_categories[] = {
	{ "code", FIELD_CODE, FIELD_REQUIRED, 1, 32, NULL, "Its key" },
	{ "name", FIELD_LINE, FIELD_REQUIRED, 1, 200, NULL, "As citizens read it" },
	{ "examples", FIELD_LINE, FIELD_OPTIONAL, 0, 1000, NULL, "What belongs there" },
	{ "group", FIELD_LINE, FIELD_OPTIONAL, 0, 200, NULL, "Heading of the list" },
	{ "urgency", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, report_urgencies, "normal by default" },
	{ "deadline_class", FIELD_CODE, FIELD_REQUIRED, 1, 64, NULL, "Which deadlines it has" },
	{ "in_scope", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"false: answered with directions, never published; true by default" },
	{ "active", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"false: reports may not name it; true by default" },
	{ 0 },
};
const struct field fact_attributes[] = {
	{ "category_code", FIELD_CODE, FIELD_REQUIRED, 1, 32, NULL, "Code of the field that asks" },
	{ "code", FIELD_CODE, FIELD_REQUIRED, 1, 64, NULL, "Its key, with the field and the day" },
	{ "name", FIELD_LINE, FIELD_REQUIRED, 1, 300, NULL, "The question, as citizens read it" },
	{ "kind", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, attribute_kinds, "What is answered" },
	{ "required", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL, "false by default" },
	{ "choices", FIELD_LINE, FIELD_OPTIONAL, 1, 4000, NULL,
		"Of a choice: small=Small; big=Big" },
	{ "place", FIELD_INTEGER, FIELD_OPTIONAL, 1, 10000, NULL, "Where it stands in the form" },
	PERIOD,
	{ 0 },
};
const struct field fact_agencies[] = {
	{ "code", FIELD_CODE, FIELD_REQUIRED, 1, 32, NULL, "Its key" },
	{ "name", FIELD_LINE, FIELD_REQUIRED, 1, 200, NULL, "As citizens read it" },
	{ "short_name", FIELD_LINE, FIELD_REQUIRED, 1, 100, NULL, "For tables" },
	{ "level", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, agency_levels, "Where it stands" },
	{ "kind", FIELD_CODE, FIELD_REQUIRED, 1, 32, NULL,
		"committee, department, office, firm and so on" },
	{ "parent_code", FIELD_CODE, FIELD_OPTIONAL, 1, 32, NULL, "Code of the agency above" },
	{ "area_code", FIELD_CODE, FIELD_OPTIONAL, 1, 32, NULL,
		"Of a committee: code of the unit that it governs" },
	{ "needs_approval", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"The head releases answers; false by default" },
	{ "publishes", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"The head may publish its cases, as the desk does; false by default" },
	{ "phone", FIELD_LINE, FIELD_OPTIONAL, 0, 32, NULL, "For citizens" },
	{ "calendar", FIELD_CODE, FIELD_OPTIONAL, 1, 32, NULL,
		"By which it works; that of the offices by default" },
	PERIOD,
	{ 0 },
};
/* clang-format off: a list of rows, twice */
#define RULE                                                                                       \
	{ "rule_no", FIELD_INTEGER, FIELD_REQUIRED, 1, 1000000000, NULL, "Its key" },              \
		{ "category_code", FIELD_CODE, FIELD_REQUIRED, 1, 32, any,                         \
			"Code of a field; * for any" },                                            \
		{ "area_code", FIELD_CODE, FIELD_REQUIRED, 1, 32, any,                             \
			"Code of a unit of any level; * for any" },                                \
		{ "agency_code", FIELD_CODE, FIELD_REQUIRED, 1, 32, NULL,                          \
			"The lead: code of an agency; commune for the committee of the place" },   \
		{ "reason", FIELD_LINE, FIELD_REQUIRED, 1, 1000, NULL, "Shown with the report" },  \
		PERIOD,                                                                            \
		{ "zone_code", FIELD_CODE, FIELD_OPTIONAL, 1, 64, NULL,                            \
			"Code of a zone, with * for area_code" },                                  \
		{ "senders", FIELD_LINE, FIELD_OPTIONAL, 1, 200, NULL,                             \
			"Of citizen, staff, app and business; any by default" },                   \
		{ "hours", FIELD_LINE, FIELD_OPTIONAL, 1, 500, NULL,                               \
			"1-5 07:30-11:30; 6 07:30-11:30, or a calendar: office, !office; any by "  \
			"default" },                                                               \
		{ "priority", FIELD_INTEGER, FIELD_OPTIONAL, -1000, 1000, NULL,                    \
			"Of equally specific rules the higher one wins; 0 by default" },           \
		{ "coordinating", FIELD_LINE, FIELD_OPTIONAL, 1, 1000, NULL,                       \
			"Codes of agencies that work along; commune for the committee of the "     \
			"place" },                                                                 \
		{ "urgency", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, report_urgencies,                 \
			"Instead of the field's" },                                                \
	{                                                                                          \
		"deadline_class", FIELD_CODE, FIELD_OPTIONAL, 1, 64, NULL,                         \
			"Instead of the field's"                                                   \
	}
#define SAVED                                                                                      \
	{ "note", FIELD_LINE, FIELD_OPTIONAL, 1, 1000, NULL, "Why, kept with the version" },       \
	{                                                                                          \
		"effective_at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL,                            \
			"When the version takes effect; at once by default"                        \
	}
/* clang-format on */

const struct field fact_rules[] = { RULE, { 0 } };
const struct field fact_rule_saved[] = { RULE, SAVED, { 0 } };
const struct field fact_version_saved[] = { SAVED, { 0 } };
const struct field fact_zones[] = {
	{ "code", FIELD_CODE, FIELD_REQUIRED, 1, 64, NULL, "Its key" },
	{ "name", FIELD_LINE, FIELD_REQUIRED, 1, 200, NULL, "Khu công nghiệp Quang Châu" },
	{ "kind", FIELD_CODE, FIELD_OPTIONAL, 1, 32, NULL,
		"industrial_park, road, market and so on; other by default" },
	{ "source", FIELD_LINE, FIELD_REQUIRED, 1, 200, NULL, "Where the outline comes from" },
	{ "geometry", FIELD_OBJECT, FIELD_REQUIRED, 1, 10, NULL,
		"GeoJSON: a Polygon or MultiPolygon in longitude and latitude" },
	PERIOD,
	{ 0 },
};
const struct field fact_holidays[] = {
	{ "day", FIELD_DATE, FIELD_REQUIRED, 0, 0, NULL, "Its key, with the calendar" },
	{ "kind", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, holiday_kinds,
		"off; swap_off and swap_work: a day off, and the day worked for it" },
	{ "name", FIELD_LINE, FIELD_REQUIRED, 1, 200, NULL, "Of the holiday" },
	{ "status", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, statuses,
		"A proposed holiday is kept and does not count" },
	{ "source", FIELD_LINE, FIELD_OPTIONAL, 0, 500, NULL, "The announcement" },
	{ "calendar", FIELD_CODE, FIELD_OPTIONAL, 1, 32, NULL, "office by default" },
	{ 0 },
};
const struct field fact_calendars[] = {
	{ "code", FIELD_CODE, FIELD_REQUIRED, 1, 32, NULL, "Its key; agency is reserved" },
	{ "name", FIELD_LINE, FIELD_REQUIRED, 1, 200, NULL, "As staff read it" },
	{ 0 },
};

#define HOURS(day)                                                                                 \
	{                                                                                          \
		day, FIELD_LINE, FIELD_OPTIONAL, 0, 100, NULL,                                     \
			"07:30-11:30, 13:30-17:00; empty: nobody works"                            \
	}
const struct field fact_office_hours[] = {
	{ "calendar", FIELD_CODE, FIELD_OPTIONAL, 1, 32, NULL, "office by default" },
	{ "valid_from", FIELD_DATE, FIELD_OPTIONAL, 0, 0, NULL,
		"From which day on; until the week of a later day" },
	HOURS("monday"),
	HOURS("tuesday"),
	HOURS("wednesday"),
	HOURS("thursday"),
	HOURS("friday"),
	HOURS("saturday"),
	HOURS("sunday"),
	{ 0 },
};
const struct field fact_deadlines[] = {
	{ "class", FIELD_CODE, FIELD_REQUIRED, 1, 64, NULL, "Its key, with the stage and the day" },
	{ "stage", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, stages,
		"Until sorted, accepted, answered; wait: for the sender, at the most; coordinate: "
		"how long before the answer the parts of other agencies are due" },
	{ "unit", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, units, "hours: by the wall clock" },
	{ "amount", FIELD_INTEGER, FIELD_REQUIRED, 1, 100000, NULL, "How many of them" },
	{ "calendar", FIELD_CODE, FIELD_OPTIONAL, 1, 32, NULL,
		"office by default; agency: that of whoever has the report" },
	{ "extensions", FIELD_INTEGER, FIELD_OPTIONAL, 0, 100, NULL,
		"How often it may be extended; 1 by default" },
	{ "extended_by", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, extenders,
		"Who grants that; head by default" },
	{ "source", FIELD_LINE, FIELD_OPTIONAL, 0, 500, NULL, "The decision" },
	PERIOD,
	{ 0 },
};
const struct field fact_deadline_rules[] = {
	{ "category_code", FIELD_CODE, FIELD_OPTIONAL, 1, 32, any, "Code of a field; * for any" },
	{ "kind", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, any_kinds, "Of report; * for any" },
	{ "urgency", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, any_urgencies, "* for any" },
	{ "deadline_class", FIELD_CODE, FIELD_REQUIRED, 1, 64, NULL, "Which deadlines it has" },
	{ 0 },
};
const struct field fact_answer_rules[] = {
	{ "category_code", FIELD_CODE, FIELD_OPTIONAL, 1, 32, any, "Code of a field; * for any" },
	{ "outcome", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, any_outcomes, "Of the answer; * for any" },
	{ "proof", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, proofs,
		"What goes with it: a photo, a PDF with a signature in it, either; none by "
		"default" },
	{ "approval", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"The head releases it, whatever the agency wants; false by default" },
	{ 0 },
};
const struct field fact_answer_templates[] = {
	{ "code", FIELD_CODE, FIELD_REQUIRED, 1, 64, NULL, "Its key" },
	{ "category_code", FIELD_CODE, FIELD_OPTIONAL, 1, 32, any, "Code of a field; * for any" },
	{ "outcome", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, report_outcomes, "Of which answers" },
	{ "name", FIELD_LINE, FIELD_REQUIRED, 1, 200, NULL, "As staff read it" },
	{ "text", FIELD_TEXT, FIELD_REQUIRED, 1, 8000, NULL,
		"The words, with {names} of the case's facts; a line of which one is not known is "
		"left out" },
	{ "active", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"false: not offered any more; true by default" },
	{ 0 },
};
const struct field fact_duties[] = {
	{ "agency_code", FIELD_CODE, FIELD_REQUIRED, 1, 32, NULL, "For which agency" },
	{ "username", FIELD_CODE, FIELD_REQUIRED, 1, 64, NULL, "Who is on call" },
	{ "starts_at", FIELD_TIME, FIELD_REQUIRED, 0, 0, NULL, "From when" },
	{ "ends_at", FIELD_TIME, FIELD_REQUIRED, 0, 0, NULL, "Until when" },
	{ 0 },
};
const struct field fact_targets[] = {
	{ "agency_code", FIELD_CODE, FIELD_OPTIONAL, 1, 32, any,
		"Code of an agency; * for the province and every agency without one of its own" },
	{ "figure", FIELD_CODE, FIELD_REQUIRED, 1, 64, NULL,
		"As the statistics call it: rate_on_time, p90_hours; one that they do not have "
		"has no formula" },
	{ "goal", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, goals, "Which side of the value is good" },
	{ "value", FIELD_NUMBER, FIELD_REQUIRED, 0, 1e9, NULL, "Percent, hours or a count" },
	{ "source", FIELD_LINE, FIELD_OPTIONAL, 0, 500, NULL, "The decision" },
	PERIOD,
	{ 0 },
};
const struct field fact_ladders[] = {
	{ "category_code", FIELD_CODE, FIELD_OPTIONAL, 1, 32, any, "Code of a field; * for any" },
	{ "urgency", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, any_urgencies, "* for any" },
	{ "stage", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, any_stages,
		"* for any; review: of a released answer, at the desk" },
	{ "steps", FIELD_LINE, FIELD_REQUIRED, 1, 1000, NULL,
		"75% agency; 100% agency, head; +1d desk; +3d supervisor; every 2d" },
	{ 0 },
};
