/* What the endpoints of escalation and urging take. */
#include "server/inputs.h"

static const char *const levels[] = { "head", "desk", "supervisor", NULL };
static const char *const urging_states[] = { "waiting", "late", "replied", NULL };

const struct field input_escalations_page[] = {
	{ "level", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, levels,
		"Only those of which these were told, and nobody above them" },
	{ "agency", FIELD_CODE, FIELD_OPTIONAL, 1, 40, NULL, "Only with this agency" },
	{ "cursor", FIELD_CODE, FIELD_OPTIONAL, 1, 200, NULL, "next_cursor of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 200, NULL, "Items on a page, 20 by default" },
	{ NULL },
};
const struct field input_urging[] = {
	{ "agency", FIELD_CODE, FIELD_OPTIONAL, 1, 40, NULL,
		"Code of the agency; without it all of the province" },
	{ "cases", FIELD_UUIDS, FIELD_OPTIONAL, 1, 200, NULL,
		"Ids of open cases; without them all that are overdue, the oldest 1000" },
	{ "reply_by", FIELD_DATE, FIELD_REQUIRED, 0, 0, NULL,
		"The day by whose end the agency shall reply" },
	{ "text", FIELD_TEXT, FIELD_OPTIONAL, 3, 2000, NULL,
		"What the letter says; the usual words by default; only staff see it" },
	{ NULL },
};
const struct field input_urgings_page[] = {
	{ "state", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, urging_states,
		"late: without a reply on the day that was set" },
	{ "agency", FIELD_CODE, FIELD_OPTIONAL, 1, 40, NULL, "Only to this agency" },
	{ "cursor", FIELD_CODE, FIELD_OPTIONAL, 1, 200, NULL, "next_cursor of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 200, NULL, "Items on a page, 20 by default" },
	{ NULL },
};
const struct field input_urging_reply[] = {
	{ "text", FIELD_TEXT, FIELD_REQUIRED, 3, 4000, NULL,
		"What was done, why it is late, and by when; only staff see it" },
	{ NULL },
};
const struct field input_urging_counts[] = {
	{ "from", FIELD_TIME, FIELD_REQUIRED, 0, 0, NULL, "First instant of the period" },
	{ "to", FIELD_TIME, FIELD_REQUIRED, 0, 0, NULL, "The instant after the period" },
	{ NULL },
};
