/* What is asked of queues and of what follows them. */
#include "server/inputs.h"

static const char *const scopes[] = { "agency", "all", NULL };

#define LEASE                                                                                      \
	{                                                                                          \
		"lease_seconds", FIELD_INTEGER, FIELD_OPTIONAL, 10, 86400, NULL,                   \
			"Until it runs out by itself, 900 by default"                              \
	}

const struct field input_claim[] = {
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 50, NULL,
		"How many at the most; 1 by default, or as many as are named" },
	LEASE,
	{ "ids", FIELD_UUIDS, FIELD_OPTIONAL, 1, 50, NULL,
		"Only these, as far as they can be had; the nearest deadlines by default" },
	{ NULL },
};
const struct field input_renewal[] = {
	{ "claim", FIELD_UUID, FIELD_REQUIRED, 0, 0, NULL, "Which claim, as its answer told" },
	{ "ids", FIELD_UUIDS, FIELD_OPTIONAL, 1, 200, NULL,
		"Which of its cases; all of them by default" },
	LEASE,
	{ NULL },
};
const struct field input_release[] = {
	{ "ids", FIELD_UUIDS, FIELD_OPTIONAL, 1, 200, NULL,
		"Which cases; all of one's own by default" },
	{ "claim", FIELD_UUID, FIELD_OPTIONAL, 0, 0, NULL, "Only those of this claim" },
	{ NULL },
};
const struct field input_changes[] = {
	{ "after", FIELD_CODE, FIELD_OPTIONAL, 1, 64, NULL,
		"`next` of the answer before, or an event's id; 0 from the beginning; what comes "
		"from "
		"now on by default" },
	{ "scope", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, scopes,
		"all: cases of all agencies, for those who may see them" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 1000, NULL,
		"Changes at the most, 100 by default" },
	{ NULL },
};
const struct field input_act_hand_to[] = {
	{ "assignee", FIELD_CODE, FIELD_OPTIONAL, 1, 64, NULL,
		"User name of a colleague; oneself by default" },
	{ "reason", FIELD_TEXT, FIELD_OPTIONAL, 3, 2000, NULL, "Why; only staff see it" },
	{ NULL },
};
const struct field input_act_put_back[] = {
	{ "reason", FIELD_TEXT, FIELD_OPTIONAL, 3, 2000, NULL, "Why; only staff see it" },
	{ NULL },
};
