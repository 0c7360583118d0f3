/* What the endpoints of notices take. */
#include "server/inputs.h"

static const char *const languages[] = { "vi", "en", NULL };
static const char *const notice_states[] = { "pending", "sent", "dead", NULL };

#define TEMPLATE_HELP                                                                              \
	"{code} {link} {status} {agency} {category} {area} {due} {words} {answer} {province} "     \
	"{hotline} {outcome} {planned} {contributors} {other} {part_due} {rating_link} "           \
	"{case_link} stand for what is "                                                           \
	"known; "                                                                                  \
	"a line of which something is not is left out"

const struct field input_webhook[] = {
	{ "name", FIELD_LINE, FIELD_REQUIRED, 1, 100, NULL, "What it is for" },
	{ "url", FIELD_LINE, FIELD_REQUIRED, 8, 500, NULL,
		"Where notices go: https, and outside the network unless a setting allows it" },
	{ "agency", FIELD_CODE, FIELD_OPTIONAL, 1, 40, NULL,
		"Code of the agency whose cases it is about, or" },
	{ "api_key", FIELD_INTEGER, FIELD_OPTIONAL, 1, 2147483647, NULL,
		"number of the API key of the app whose reports it is about" },
	{ "events", FIELD_CODES, FIELD_OPTIONAL, 1, 40, NULL,
		"Only these: report.received, report.assigned, report.answered ...; all by "
		"default" },
	{ NULL },
};
const struct field input_rotation[] = {
	{ "hours", FIELD_INTEGER, FIELD_OPTIONAL, 0, 720, NULL,
		"For how long the secret before signs, too; 24 by default" },
	{ NULL },
};
const struct field input_mailbox[] = {
	{ "agency", FIELD_CODE, FIELD_REQUIRED, 1, 40, NULL, "Code of the agency" },
	{ "email", FIELD_EMAIL, FIELD_OPTIONAL, 0, 0, NULL,
		"A mailbox of the agency, not of a person; or" },
	{ "phone", FIELD_PHONE, FIELD_OPTIONAL, 0, 0, NULL,
		"a phone, for text messages: only of `handoff`" },
	{ "events", FIELD_CODES, FIELD_OPTIONAL, 1, 40, NULL,
		"Only these: new_case, sent_back, supplemented, case_reopened, alerted, "
		"nearing_due, overdue, overdue_head, overdue_desk, overdue_supervisor, urged, "
		"urge_replied, withdrawn, digest, overview; all of these by default. Only where it "
		"is named: handoff, which brings a link to handle each case without an account; "
		"reopened_anywhere, of the cases of all agencies" },
	{ "lang", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, languages, "vi by default" },
	{ NULL },
};
const struct field input_notices_page[] = {
	{ "state", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, notice_states, "dead by default" },
	{ "to", FIELD_INTEGER, FIELD_OPTIONAL, 0, 2147483647, NULL,
		"Only to this webhook or mailbox; 0: to senders" },
	{ "report", FIELD_UUID, FIELD_OPTIONAL, 0, 0, NULL, "Only about this report" },
	{ "cursor", FIELD_CODE, FIELD_OPTIONAL, 1, 200, NULL, "next_cursor of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 200, NULL, "Items on a page, 50 by default" },
	{ NULL },
};
const struct field input_template[] = {
	{ "lang", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, languages, "Of the words" },
	{ "subject", FIELD_LINE, FIELD_OPTIONAL, 1, 200, NULL,
		"Of the message; without subject and body, those of all provinces hold again" },
	{ "body", FIELD_TEXT, FIELD_OPTIONAL, 1, 8000, NULL, TEMPLATE_HELP },
	{ NULL },
};
const struct field input_preview[] = {
	{ "lang", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, languages, "vi by default" },
	{ NULL },
};
const struct field input_draft[] = {
	{ "lang", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, languages, "vi by default" },
	{ "subject", FIELD_LINE, FIELD_OPTIONAL, 1, 200, NULL, "Instead of the one in force" },
	{ "body", FIELD_TEXT, FIELD_OPTIONAL, 1, 8000, NULL, TEMPLATE_HELP },
	{ NULL },
};
