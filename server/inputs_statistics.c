/* What is asked of the statistics. */
#include "server/facts.h"
#include "server/inputs.h"
#include "server/inputs_common.h"

/* A period of the statistics, and a question to them. */
#define STATS_PERIOD                                                                               \
	{ "period", FIELD_TEXT, FIELD_OPTIONAL, 4, 10, NULL,                                       \
		"A year, quarter or month by the province's cut-off: 2025, 2025-Q4, 2025-10; "     \
		"this month by default" },                                                         \
		{ "from", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL,                                  \
			"Without period: its first instant, a full hour" },                        \
		{ "to", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL,                                    \
			"Without period: the instant after it, a full hour; the next one by "      \
			"default" },                                                               \
	{                                                                                          \
		"as_of", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL,                                   \
			"As things stood then; now by default"                                     \
	}
#define STATS_QUESTION                                                                             \
	STATS_PERIOD,                                                                              \
		{ "basis", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, input_bases,                        \
			"Which reports the period means" },                                        \
		{ "group_by", FIELD_TEXT, FIELD_OPTIONAL, 1, 40, NULL,                             \
			"A row for each: agency (by default), successor, level, area, category, "  \
			"channel, kind, urgency, hour, day, week, month, quarter or year; or "     \
			"two, with a comma between" },                                             \
		{ "areas_at", FIELD_DATE, FIELD_OPTIONAL, 0, 0, NULL,                              \
			"By area: the units of that day; by default those that the reports "       \
			"have" },                                                                  \
		{ "areas_level", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, fact_area_levels,             \
			"By area: the units of this level, of today without areas_at" },           \
	{                                                                                          \
		"merged", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,                               \
			"true: with the figures of provinces that became part of this one"         \
	}

const struct field input_stats_range[] = { STATS_QUESTION, { NULL } };

/* A figure of the answer. */
#define STATS_CELL                                                                                 \
	{ "cell", FIELD_CODE, FIELD_REQUIRED, 1, 40, NULL,                                         \
		"The figure, one that is a count, such as overdue; or one of the outcomes" },      \
	{                                                                                          \
		"group", FIELD_LINE, FIELD_OPTIONAL, 1, 100, NULL,                                 \
			"Code of the row; of two groups both, with a comma between; all by "       \
			"default"                                                                  \
	}

const struct field input_stats_cases[] = {
	STATS_QUESTION,
	STATS_CELL,
	{ "cursor", FIELD_CODE, FIELD_OPTIONAL, 1, 200, NULL, "next_cursor of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 200, NULL, "Items on a page, 20 by default" },
	{ NULL },
};
const struct field input_stats_report[] = {
	STATS_PERIOD,
	{ "least", FIELD_INTEGER, FIELD_OPTIONAL, 1, 100000, NULL,
		"How many reports an agency must have had to handle to have a place in the "
		"ranking; 10 by default" },
	{ NULL },
};
const struct field input_stats_cases_sheet[] = { STATS_QUESTION, STATS_CELL, { NULL } };
