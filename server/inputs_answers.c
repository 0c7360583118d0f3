/* What answers and all that goes with them take: drafts, parts of others, promises, progress; and
 * what is one matter. */
#include "server/facts.h"
#include "server/inputs.h"
#include "server/inputs_common.h"

static const char *const promises[] = { "open", "overdue", NULL };

const struct field input_act_answer[] = {
	{ "text", FIELD_TEXT, FIELD_REQUIRED, 5, 8000, NULL, "The answer to the citizen" },
	{ "outcome", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, report_outcomes, "What came of it" },
	{ "planned_on", FIELD_DATE, FIELD_OPTIONAL, 0, 0, NULL,
		"Of what is planned, and then needed: the last day by which it will be done" },
	ATTACHMENTS,
	DATED,
	{ NULL },
};
const struct field input_answer_draft[] = {
	{ "text", FIELD_TEXT, FIELD_OPTIONAL, 1, 8000, NULL,
		"Words, with {names} of the case's facts; or" },
	{ "template", FIELD_CODE, FIELD_OPTIONAL, 1, 64, NULL, "code of a template" },
	{ "outcome", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, report_outcomes,
		"What came of it; the template's by default" },
	{ "planned_on", FIELD_DATE, FIELD_OPTIONAL, 0, 0, NULL, "Of what is planned" },
	ATTACHMENTS,
	{ NULL },
};
const struct field input_case_templates[] = {
	{ "outcome", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, report_outcomes, "Only for this" },
	{ "planned_on", FIELD_DATE, FIELD_OPTIONAL, 0, 0, NULL, "Of what is planned" },
	{ NULL },
};
const struct field input_act_contribute[] = {
	{ "text", FIELD_TEXT, FIELD_REQUIRED, 3, 4000, NULL, "One's part; only staff see it" },
	ATTACHMENTS,
	DATED,
	{ NULL },
};
const struct field input_act_waive[] = {
	{ "agency", FIELD_CODE, FIELD_REQUIRED, 1, 40, NULL, "Code of the agency" },
	{ "reason", FIELD_TEXT, FIELD_REQUIRED, 3, 2000, NULL, "Why; only staff see it" },
	DATED,
	{ NULL },
};
const struct field input_act_fulfil[] = {
	{ "text", FIELD_TEXT, FIELD_REQUIRED, 5, 4000, NULL, "What was done; its sender reads it" },
	ATTACHMENTS,
	DATED,
	{ NULL },
};
const struct field input_act_replan[] = {
	{ "planned_on", FIELD_DATE, FIELD_REQUIRED, 0, 0, NULL,
		"The last day by which it will be done now" },
	{ "reason", FIELD_TEXT, FIELD_REQUIRED, 3, 2000, NULL, "Why; its sender reads it" },
	DATED,
	{ NULL },
};
const struct field input_act_progress[] = {
	{ "text", FIELD_TEXT, FIELD_REQUIRED, 3, 4000, NULL,
		"How it comes on; its sender reads it" },
	DATED,
	{ NULL },
};
const struct field input_act_duplicate[] = {
	{ "of", FIELD_LINE, FIELD_REQUIRED, 1, 64, NULL,
		"The case that stands for both from then on, by its code or id; of two open ones "
		"the one that came first" },
	{ "reason", FIELD_TEXT, FIELD_OPTIONAL, 3, 2000, NULL, "Why; only staff see it" },
	{ NULL },
};
const struct field input_act_separate[] = {
	{ "reason", FIELD_TEXT, FIELD_REQUIRED, 3, 2000, NULL, "Why; only staff see it" },
	{ NULL },
};
const struct field input_promises_page[] = {
	{ "state", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, promises,
		"overdue: only what should be done by now; open by default" },
	{ "cursor", FIELD_CODE, FIELD_OPTIONAL, 1, 200, NULL, "next_cursor of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 200, NULL, "Items on a page, 20 by default" },
	{ NULL },
};
