/* What is asked for of figures: public ones, sheets, timings, the backlog, time held. */
#include "server/inputs.h"

#define PERIOD                                                                                     \
	{ "period", FIELD_TEXT, FIELD_OPTIONAL, 4, 10, NULL,                                       \
		"A year, quarter or month by the province's cut-off: 2025, 2025-Q4, 2025-10; "     \
		"this month by default" },                                                         \
		{ "from", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL,                                  \
			"Without period: its first instant, a full hour" },                        \
	{                                                                                          \
		"to", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL,                                      \
			"Without period: the instant after it, a full hour; the next one by "      \
			"default"                                                                  \
	}

static const char *const open_groups[] = { "level", "category", "agency", NULL };
static const char *const timing_groups[] = { "agency", "successor", "level", "area", "category",
	"channel", NULL };
static const char *const backlog_groups[] = { "agency", "successor", "level", "area", "category",
	NULL };
static const char *const steps[] = { "day", "week", "month", NULL };
static const char *const held_groups[] = { "agency", "successor", "person", "head", NULL };
static const char *const languages[] = { "vi", "en", NULL };

const struct field input_open_stats[] = {
	{ "period", FIELD_CODE, FIELD_OPTIONAL, 4, 10, NULL,
		"A year, quarter or month by the province's cut-off: 2025, 2025-Q4, 2025-10; by "
		"default the last month that has ended" },
	{ "group_by", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, open_groups,
		"A row for each; level by default" },
	{ "lang", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, languages,
		"Language of words; by default as Accept-Language asks" },
	{ NULL },
};
const struct field input_stats_sheet[] = {
	PERIOD,
	{ "as_of", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "As things stood then; now by default" },
	{ NULL },
};
const struct field input_stats_timings[] = {
	PERIOD,
	{ "group_by", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, timing_groups,
		"A row for each; agency by default" },
	{ NULL },
};
const struct field input_stats_backlog[] = {
	PERIOD,
	{ "by", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, steps, "How long a step is; a day by default" },
	{ "group_by", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, backlog_groups,
		"A row for each; agency by default" },
	{ NULL },
};
const struct field input_stats_held[] = {
	PERIOD,
	{ "group_by", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, held_groups,
		"A row for each; agency by default" },
	{ NULL },
};
