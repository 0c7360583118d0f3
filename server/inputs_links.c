/* What comes after the answer, and by links: by their senders, by agencies without accounts. */
#include "server/facts.h"
#include "server/inputs.h"

static const char *const sources[] = { "cdvcqg", "hethongpakn", "evn", "eoffice", "other", NULL };

/* What every form of a page has: by which it is one thing, however often it is sent, and the
 * version of the case that it was made of. */
#define FORM                                                                                       \
	{ "key", FIELD_UUID, FIELD_OPTIONAL, 0, 0, NULL,                                           \
		"Of the form: one thing, however often" },                                         \
	{                                                                                          \
		"version", FIELD_INTEGER, FIELD_OPTIONAL, 1, 2147483647, NULL,                     \
			"Of the case, as the page showed it"                                       \
	}
#define SCORE                                                                                      \
	{ "score", FIELD_INTEGER, FIELD_REQUIRED, 1, 5, NULL,                                      \
		"1: very dissatisfied, to 5: very satisfied" },                                    \
	{                                                                                          \
		"comment", FIELD_TEXT, FIELD_OPTIONAL, 1, 1000, NULL, "Why; staff see it"          \
	}
#define REASON(words)                                                                              \
	{                                                                                          \
		"reason", FIELD_TEXT, FIELD_REQUIRED, 3, 2000, NULL, words                         \
	}
#define ANSWER(least, flags)                                                                       \
	{ "text", FIELD_TEXT, flags, least, 8000, NULL, "The answer to the citizen" },             \
		{ "outcome", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, report_outcomes,                  \
			"What came of it" },                                                       \
		{ "planned_on", FIELD_DATE, FIELD_OPTIONAL, 0, 0, NULL,                            \
			"Of what is planned, and then needed: the last day by which it will be "   \
			"done" },                                                                  \
	{                                                                                          \
		"attachments", FIELD_UUIDS, FIELD_OPTIONAL, 1, 10, NULL,                           \
			"Ids of files from /api/v1/attachments, each named once"                   \
	}

const struct field input_rating[] = { SCORE, { NULL } };
const struct field input_reopening[] = { REASON("What is not solved"), { NULL } };
const struct field input_withdrawal[] = {
	{ "reason", FIELD_TEXT, FIELD_OPTIONAL, 3, 2000, NULL, "Why; the agency reads it" },
	{ NULL },
};
const struct field input_link_return[] = { REASON("Why it is not theirs; only staff see it"),
	{ NULL } };
const struct field input_link_answer[] = { ANSWER(5, FIELD_REQUIRED), { NULL } };

const struct field input_form[] = { FORM, { NULL } };
const struct field input_form_rating[] = { FORM, SCORE, { NULL } };
const struct field input_form_reason[] = { FORM, REASON("What is not theirs, or not solved"),
	{ NULL } };
const struct field input_form_answer[] = { FORM, ANSWER(5, FIELD_REQUIRED), { NULL } };
const struct field input_form_draft[] = { FORM, ANSWER(1, FIELD_OPTIONAL), { NULL } };

const struct field input_reference[] = {
	{ "source", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, sources, "Which system" },
	{ "ref", FIELD_LINE, FIELD_REQUIRED, 1, 100, NULL,
		"The number that it has there; case and spaces do not matter" },
	{ NULL },
};
