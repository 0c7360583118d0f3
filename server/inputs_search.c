/* What cases are searched by, listed by, and worked on many at once. */
#include "server/facts.h"
#include "server/inputs.h"
#include "server/inputs_common.h"

static const char *const case_states[] = { "open", "closed", "overdue", "received",
	"info_requested", "assigned", "in_progress", "paused", "answered", "resolved", "archived",
	"rejected", "withdrawn", "no_reply", "transferred_out", "duplicate", NULL };
static const char *const case_sorts[] = { "newest", "due", "best", NULL };

/* What cases are searched by.  agency: what the filter of that name is called. */
#define CASE_FILTER(agency)                                                                        \
	{ "q", FIELD_LINE, FIELD_OPTIONAL, 1, 200, NULL,                                           \
		"Cases whose description, address or answer have all of these words; tone marks "  \
		"need not be typed; or a code, or the number that another system has" },           \
		{ "state", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, case_states,                        \
			"Only open, closed or overdue ones, or in this status" },                  \
		{ "category", FIELD_CODE, FIELD_OPTIONAL, 1, 40, NULL,                             \
			"Only this field; none: without one" },                                    \
		{ "area", FIELD_CODE, FIELD_OPTIONAL, 1, 20, NULL,                                 \
			"Only in the units of this code, and those below" },                       \
		{ agency, FIELD_CODE, FIELD_OPTIONAL, 1, 40, NULL, "Only with this agency" },      \
		{ "role", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, input_standings,                     \
			"What one's agency leads, which is the default, is offered, or "           \
			"coordinates on" },                                                        \
		{ "channel", FIELD_CODE, FIELD_OPTIONAL, 1, 20, NULL, "Only by this channel" },    \
		{ "sender", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, input_senders,                     \
			"Only from such senders" },                                                \
		{ "urgency", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, report_urgencies,                 \
			"Only of this urgency" },                                                  \
		{ "assignee", FIELD_CODE, FIELD_OPTIONAL, 1, 64, NULL,                             \
			"Only open ones that this account has" },                                  \
		{ "received_from", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL,                         \
			"Received not before" },                                                   \
		{ "received_to", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "Received before" },      \
		{ "due_from", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "Due not before" },          \
		{ "due_before", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "Due before" },            \
	{                                                                                          \
		"archived", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,                             \
			"true: archived ones, too; without it only by state or code"               \
	}

const struct field input_case_search[] = {
	CASE_FILTER("agency"),
	{ "sort", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, case_sorts,
		"newest first; due: open ones, nearest deadline first; best: of the newest "
		"thousand that have the words those first that say it best, the default with q" },
	{ "count", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"true: say how many there are in all, as far as 501" },
	{ "cursor", FIELD_CODE, FIELD_OPTIONAL, 1, 200, NULL, "next_cursor of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 200, NULL, "Items on a page, 20 by default" },
	{ NULL },
};
const struct field input_case_export[] = { CASE_FILTER("agency"), { NULL } };
const struct field input_case_phone[] = {
	{ "phone", FIELD_PHONE, FIELD_REQUIRED, 0, 0, NULL, "Vietnamese number in any usual form" },
	{ "reason", FIELD_TEXT, FIELD_REQUIRED, 3, 500, NULL,
		"What for; it is recorded with who looked, and stays" },
	{ NULL },
};

const struct field input_history_page[] = {
	{ "cursor", FIELD_CODE, FIELD_OPTIONAL, 1, 200, NULL, "next_cursor of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 200, NULL, "Events on a page, 50 by default" },
	{ NULL },
};
const struct field input_case_similar[] = {
	{ "radius", FIELD_INTEGER, FIELD_OPTIONAL, 10, 5000, NULL, "Metres; 500 by default" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 50, NULL, "How many, 10 by default" },
	{ NULL },
};

/* Which cases one action is done to: a list, or what a filter finds. */
#define CASE_BULK                                                                                  \
	{ "codes", FIELD_CODES, FIELD_OPTIONAL, 1, 500, NULL,                                      \
		"Codes of the cases, in their order; or else a filter, with `count`" },            \
		{ "versions", FIELD_CODES, FIELD_OPTIONAL, 1, 500, NULL,                           \
			"Beside each code the version that was read, or -; without it any "        \
			"will do" },                                                               \
		{ "count", FIELD_INTEGER, FIELD_OPTIONAL, 0, 500, NULL,                            \
			"How many cases the filter found when it was looked at: it must still "    \
			"find as many" },                                                          \
		CASE_FILTER("of_agency")

const struct field input_bulk_assign[] = {
	{ "agency", FIELD_CODE, FIELD_REQUIRED, 1, 40, NULL,
		"Code of the agency that shall answer" },
	{ "reason", FIELD_TEXT, FIELD_OPTIONAL, 3, 2000, NULL, "Why; only staff see it" },
	CASE_BULK,
	{ NULL },
};
const struct field input_bulk_note[] = {
	{ "text", FIELD_TEXT, FIELD_REQUIRED, 3, 4000, NULL, "The words; only staff see them" },
	CASE_BULK,
	{ NULL },
};
