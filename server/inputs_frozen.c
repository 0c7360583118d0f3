/* What the endpoints of frozen months, comparisons and targets take. */
#include "server/inputs.h"
#include "server/inputs_common.h"

const struct field input_snapshot[] = {
	{ "month", FIELD_CODE, FIELD_REQUIRED, 7, 7, NULL,
		"A month that is over, by the province's cut-off: 2025-10" },
	{ NULL },
};
const struct field input_snapshots_page[] = {
	{ "month", FIELD_CODE, FIELD_OPTIONAL, 7, 7, NULL, "Only of this month: 2025-10" },
	{ "cursor", FIELD_CODE, FIELD_OPTIONAL, 1, 200, NULL, "next_cursor of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 200, NULL, "Items on a page, 50 by default" },
	{ NULL },
};
const struct field input_snapshot_table[] = {
	{ "basis", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, input_bases,
		"Of the table; received by default" },
	{ "group_by", FIELD_TEXT, FIELD_OPTIONAL, 1, 40, NULL, "Of the table; agency by default" },
	{ NULL },
};

#define PERIOD                                                                                     \
	{ "period", FIELD_TEXT, FIELD_OPTIONAL, 4, 10, NULL,                                       \
		"A year, quarter or month by the province's cut-off: 2025, 2025-Q4, 2025-10; the " \
		"present month by default" },                                                      \
		{ "from", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL,                                  \
			"Without period: its first instant, a full hour" },                        \
		{ "to", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL,                                    \
			"Without period: the instant after it, a full hour" },                     \
		{ "as_of", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL,                                 \
			"As things stood then; now by default" },                                  \
	{                                                                                          \
		"basis", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, input_bases,                          \
			"Which reports the period means"                                           \
	}
const struct field input_targets[] = {
	PERIOD,
	{ NULL },
};
const struct field input_comparison[] = {
	PERIOD,
	{ "group_by", FIELD_TEXT, FIELD_OPTIONAL, 1, 40, NULL,
		"A row for each, as of /api/v1/stats/resolution; agency by default" },
	{ NULL },
};
const struct field input_summary[] = {
	PERIOD,
	{ "least", FIELD_INTEGER, FIELD_OPTIONAL, 1, 1000000, NULL,
		"No agency that had fewer to handle is called good or bad; 10 by default" },
	{ NULL },
};
