#include "server/inputs.h"

#include "server/facts.h"
#include "server/inputs_common.h"
#include "server/picture.h"

const char *const input_actors[] = { "staff", "head", "dispatcher", NULL };
static const char *const staff_channels[] = { "hotline", "desk", "paper", "email", "group", NULL };
const char *const input_bases[] = { "received", "handled", NULL };
static const char *const holders[] = { "agency", "successor", "person", "head", NULL };
const char *const input_senders[] = { "citizen", "staff", "app", "business", NULL };
static const char *const sizes[] = { "full", "medium", "small", "original", NULL };
static const char *const states[] = { "open", "unclaimed", "mine", "overdue", "escalated", "urged",
	"review", "contested", "returned", "unaccepted", "reopened", "received", "info_requested",
	"assigned", "in_progress", "paused", "answered", NULL };
const char *const input_standings[] = { "lead", "offered", "coordinating", NULL };
static const char *const strays[] = { "contested", "returned", "unaccepted", "offered", "reopened",
	NULL };

static const char *const public_statuses[] = { "received", "info_requested", "assigned",
	"in_progress", "paused", "answered", "resolved", "archived", NULL };

static const char *const flagged_items[] = { "text", "answer", "photo", NULL };
static const char *const flag_reasons[] = { "personal_data", "child", "offensive", "untrue",
	"secret", "spam", "other", NULL };
static const char *const decisions[] = { "keep", "remove", NULL };

static const char *const nouns[] = { "areas", "boundaries", "agencies", "categories", "attributes",
	"rules", "zones", "holidays", "calendars", "office-hours", "deadlines", "deadline-rules",
	"duties", "ladders", "answer-rules", "answer-templates", "accounts", "heads", "keys",
	"persons", "holds", "cases", "tenants", "providers", "consents", "seals", "webhooks",
	"mailboxes", "notices", "templates", "successions", "snapshots", "targets", "figures", NULL };

const struct field input_report_new[] = {
	{ "category", FIELD_CODE, FIELD_OPTIONAL, 1, 40, NULL,
		"Code of a field, from /api/v1/categories; without it the desk classifies" },
	{ "kind", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, report_kinds,
		"site: a thing at a place; procedure: an administrative procedure; business: a "
		"business's difficulty" },
	{ "description", FIELD_TEXT, FIELD_REQUIRED, 5, 4000, NULL,
		"What is wrong, in the citizen's words" },
	{ "location.lat", FIELD_NUMBER, FIELD_WITH_PARENT, -90, 90, NULL, "Latitude, WGS84" },
	{ "location.lon", FIELD_NUMBER, FIELD_WITH_PARENT, -180, 180, NULL, "Longitude, WGS84" },
	{ "address", FIELD_TEXT, FIELD_OPTIONAL, 1, 300, NULL, "Where, in words" },
	{ "area_code", FIELD_CODE, FIELD_OPTIONAL, 1, 20, NULL,
		"Code of the commune, where no point is known" },
	{ "observed_at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "When it was seen, if earlier" },
	{ "contact.name", FIELD_TEXT, FIELD_OPTIONAL, 1, 100, NULL,
		"Kept apart and sealed; handling agencies do not see it" },
	{ "contact.phone", FIELD_PHONE, FIELD_OPTIONAL, 0, 0, NULL,
		"Vietnamese number in any usual form" },
	{ "contact.email", FIELD_EMAIL, FIELD_OPTIONAL, 0, 0, NULL, "E-mail address" },
	{ "contact.allow_call", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"The agency that handles it may see the number and call; else it writes only" },
	{ "contact.consent", FIELD_CODE, FIELD_OPTIONAL, 1, 40, NULL,
		"Version of the text that the sender agreed to, from /api/v1/consent" },
	{ "anonymous", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"The sender does not want to be named to anybody" },
	{ "publish", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"The sender agrees that text and answer may be published" },
	{ "attributes", FIELD_OBJECT, FIELD_OPTIONAL, 0, 50, NULL,
		"Further answers that the category asks for" },
	ATTACHMENTS,
	{ "channel", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, staff_channels,
		"Operators only: how the report came; by default as their role's reports do" },
	{ "on_behalf_of", FIELD_TEXT, FIELD_OPTIONAL, 1, 200, NULL,
		"Operators and groups only: for whom it was typed in" },
	{ "call_id", FIELD_CODE, FIELD_OPTIONAL, 1, 64, NULL,
		"Operators only: the call's number in the telephone system" },
	{ "received_at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL,
		"Importers only: when it was received, elsewhere or earlier" },
	{ NULL },
};
const struct field input_supplement[] = {
	{ "text", FIELD_TEXT, FIELD_REQUIRED, 1, 4000, NULL, "The answer to what was asked" },
	ATTACHMENTS,
	{ NULL },
};
const struct field input_attachment_page[] = {
	{ "size", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, sizes,
		"Of a picture; the whole one by default, medium has 1280 pixels at the most, small "
		"320; original: without what is covered, for staff who may see it" },
	{ NULL },
};
const struct field input_reports_page[] = {
	{ "cursor", FIELD_CODE, FIELD_OPTIONAL, 1, 200, NULL, "next_cursor of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 100, NULL, "Items on a page, 20 by default" },
	{ NULL },
};
const struct field input_published_page[] = {
	{ "status", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, public_statuses, "Only in this status" },
	{ "category", FIELD_CODE, FIELD_OPTIONAL, 1, 40, NULL, "Only this field" },
	{ "agency", FIELD_CODE, FIELD_OPTIONAL, 1, 40, NULL, "Only with this agency" },
	{ "area", FIELD_CODE, FIELD_OPTIONAL, 1, 20, NULL,
		"Only in the units of this code, and those below" },
	{ "bbox", FIELD_CODES, FIELD_OPTIONAL, 4, 4, NULL,
		"Only in this box: west,south,east,north in degrees" },
	{ "q", FIELD_LINE, FIELD_OPTIONAL, 1, 100, NULL,
		"Only texts with all of these words; tone marks do not matter" },
	{ "updated_after", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL,
		"Only what changed since, by its last change, the earliest first, with what was "
		"taken back; without it the newest reports first" },
	{ "cursor", FIELD_CODE, FIELD_OPTIONAL, 1, 200, NULL, "next_cursor of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 100, NULL, "Items on a page, 20 by default" },
	{ NULL },
};
const struct field input_neighbourhood[] = {
	{ "lat", FIELD_NUMBER, FIELD_REQUIRED, -90, 90, NULL, "Latitude, WGS84" },
	{ "lon", FIELD_NUMBER, FIELD_REQUIRED, -180, 180, NULL, "Longitude, WGS84" },
	{ "category", FIELD_CODE, FIELD_OPTIONAL, 1, 40, NULL, "What one would report; ranks" },
	{ "text", FIELD_TEXT, FIELD_OPTIONAL, 1, 500, NULL,
		"What one would say; ranks, by what is public" },
	{ "radius", FIELD_INTEGER, FIELD_OPTIONAL, 10, 2000, NULL, "Metres, 300 by default" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 50, NULL, "How many; 10 by default" },
	{ NULL },
};
const struct field input_citizen_code[] = {
	{ "phone", FIELD_PHONE, FIELD_REQUIRED, 0, 0, NULL,
		"Where the code goes; a mobile number" },
	{ NULL },
};
const struct field input_citizen_login[] = {
	{ "phone", FIELD_PHONE, FIELD_REQUIRED, 0, 0, NULL, "The number that got the code" },
	{ "code", FIELD_CODE, FIELD_REQUIRED, 6, 6, NULL, "Its six digits" },
	{ NULL },
};
const struct field input_nothing[] = { { NULL } };
const struct field input_areas_page[] = {
	{ "parent", FIELD_CODE, FIELD_OPTIONAL, 1, 20, NULL,
		"Code of the unit above; without it the province itself" },
	{ "at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "As the units were then" },
	{ NULL },
};
const struct field input_area_page[] = {
	{ "at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL,
		"Only the unit that had the code then; without it all that have or had it" },
	{ NULL },
};
const struct field input_area_became[] = {
	{ "at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL,
		"The unit that had the code then; the last one that has ended by default" },
	{ "on", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "What it is on that day; today" },
	{ "lat", FIELD_NUMBER, FIELD_OPTIONAL, -90, 90, NULL, "A point decides, latitude" },
	{ "lon", FIELD_NUMBER, FIELD_OPTIONAL, -180, 180, NULL, "and longitude, WGS84" },
	{ NULL },
};
const struct field input_point[] = {
	{ "lat", FIELD_NUMBER, FIELD_REQUIRED, -90, 90, NULL, "Latitude, WGS84" },
	{ "lon", FIELD_NUMBER, FIELD_REQUIRED, -180, 180, NULL, "Longitude, WGS84" },
	{ "at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "As the units were then" },
	{ NULL },
};
const struct field input_route_question[] = {
	{ "category", FIELD_CODE, FIELD_OPTIONAL, 1, 40, NULL, "Code of a field" },
	{ "lat", FIELD_NUMBER, FIELD_OPTIONAL, -90, 90, NULL, "Latitude, WGS84" },
	{ "lon", FIELD_NUMBER, FIELD_OPTIONAL, -180, 180, NULL, "Longitude, WGS84" },
	{ "area_code", FIELD_CODE, FIELD_OPTIONAL, 1, 20, NULL, "Code of the commune" },
	{ "at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "As the rules were, or will be, then" },
	{ "sender", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, input_senders,
		"Who would send it; citizen by default" },
	{ NULL },
};
const struct field input_versions_page[] = {
	{ "cursor", FIELD_CODE, FIELD_OPTIONAL, 1, 200, NULL, "next_cursor of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 200, NULL, "Items on a page, 50 by default" },
	{ NULL },
};
const struct field input_version_changes[] = {
	{ "since", FIELD_INTEGER, FIELD_OPTIONAL, 0, 1000000000, NULL,
		"The version to compare with; the one before by default" },
	{ NULL },
};
const struct field input_rules_check[] = {
	{ "at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL,
		"The rules in force then, from then on; now by default" },
	{ NULL },
};
const struct field input_rules_dry_run[] = {
	{ "rules", FIELD_OBJECT, FIELD_REQUIRED, 1, 10000, NULL,
		"Rules by their numbers, each with all its columns, as they are put one by one" },
	{ "whole", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"true: these are all rules, all others end; false by default" },
	{ "since", FIELD_TIME, FIELD_REQUIRED, 0, 0, NULL, "Reports received from then on" },
	{ "until", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "and before then; now by default" },
	{ "cases", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"true: tell the first thousand reports that would have been decided otherwise" },
	{ NULL },
};
const struct field input_queue_page[] = {
	{ "state", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, states,
		"Which of the open work; all of it by default" },
	{ "role", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, input_standings,
		"Only what one's agency leads, is offered, or coordinates on" },
	{ "due_before", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "Only what is due before" },
	{ "category", FIELD_CODE, FIELD_OPTIONAL, 1, 40, NULL, "Only this field" },
	{ "area", FIELD_CODE, FIELD_OPTIONAL, 1, 20, NULL, "Only this commune" },
	{ "assignee", FIELD_CODE, FIELD_OPTIONAL, 1, 64, NULL,
		"Only what was given to somebody of this user name, to oneself (me), or to nobody "
		"(none)" },
	{ "cursor", FIELD_CODE, FIELD_OPTIONAL, 1, 200, NULL, "next_cursor of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 200, NULL, "Items on a page, 20 by default" },
	{ NULL },
};
const struct field input_cases_page[] = {
	{ "state", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, strays,
		"contested: handed over so often that only the desk decides; returned, unaccepted: "
		"back at the desk; offered: another agency is asked to take it on; reopened: by "
		"its "
		"sender" },
	{ "cursor", FIELD_CODE, FIELD_OPTIONAL, 1, 200, NULL, "next_cursor of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 200, NULL, "Items on a page, 20 by default" },
	{ NULL },
};
const struct field input_agencies_page[] = {
	{ "q", FIELD_LINE, FIELD_OPTIONAL, 1, 100, NULL,
		"Only those with these words in their names; tone marks need not be typed; or of "
		"this code" },
	{ NULL },
};
const struct field input_act_plain[] = { DATED, { NULL } };
const struct field input_act_reason[] = {
	{ "reason", FIELD_TEXT, FIELD_REQUIRED, 3, 2000, NULL, "Why; the citizen may read it" },
	DATED,
	{ NULL },
};
const struct field input_act_internal[] = {
	{ "reason", FIELD_TEXT, FIELD_REQUIRED, 3, 2000, NULL, "Why; only staff see it" },
	DATED,
	{ NULL },
};
const struct field input_act_assign[] = {
	{ "agency", FIELD_CODE, FIELD_REQUIRED, 1, 40, NULL,
		"Code of the agency that shall answer" },
	{ "reason", FIELD_TEXT, FIELD_OPTIONAL, 3, 2000, NULL, "Why; only staff see it" },
	DATED,
	{ NULL },
};
const struct field input_act_transfer[] = {
	{ "agency", FIELD_CODE, FIELD_REQUIRED, 1, 40, NULL,
		"Code of the agency that shall answer" },
	{ "reason", FIELD_TEXT, FIELD_REQUIRED, 3, 2000, NULL, "Why; only staff see it" },
	DATED,
	{ NULL },
};
const struct field input_act_coordinate[] = {
	{ "agency", FIELD_CODE, FIELD_REQUIRED, 1, 40, NULL, "Code of the agency" },
	{ "reason", FIELD_TEXT, FIELD_OPTIONAL, 3, 2000, NULL,
		"What it shall do, or why no longer; only staff see it" },
	DATED,
	{ NULL },
};
const struct field input_act_text[] = {
	{ "text", FIELD_TEXT, FIELD_REQUIRED, 3, 4000, NULL, "The words" },
	DATED,
	{ NULL },
};
const struct field input_act_classify[] = {
	{ "category", FIELD_CODE, FIELD_OPTIONAL, 1, 40, NULL, "Code of the field" },
	{ "area_code", FIELD_CODE, FIELD_OPTIONAL, 1, 20, NULL,
		"Code of the commune, of the day of receipt or of today; one of both is wanted" },
	{ "reason", FIELD_TEXT, FIELD_OPTIONAL, 3, 2000, NULL, "Why; only staff see it" },
	{ NULL },
};
const struct field input_act_pause[] = {
	{ "reason", FIELD_TEXT, FIELD_REQUIRED, 3, 2000, NULL, "Whom the case waits for, and why" },
	{ "until", FIELD_TIME, FIELD_REQUIRED, 0, 0, NULL, "When it goes on by itself" },
	DATED,
	{ NULL },
};
const struct field input_act_extend[] = {
	{ "reason", FIELD_TEXT, FIELD_REQUIRED, 3, 2000, NULL, "Why it takes longer" },
	{ "due_on", FIELD_DATE, FIELD_REQUIRED, 0, 0, NULL,
		"The day by whose end the answer would be due" },
	DATED,
	{ NULL },
};
/* What the one who releases masks beside what the rules find, and what they let stand of that. */
#define MASKS                                                                                      \
	{ "mask", FIELD_TEXTS, FIELD_OPTIONAL, 0, 50, NULL,                                        \
		"Words to be masked, as they stand there, beside those that the rules find; as "   \
		"before by default" },                                                             \
	{                                                                                          \
		"unmask", FIELD_TEXTS, FIELD_OPTIONAL, 0, 50, NULL,                                \
			"Of the words that the rules find, as the preview writes them, those "     \
			"that "                                                                    \
			"the public may read; as before by default"                                \
	}

const struct field input_masks[] = { MASKS, { NULL } };
const struct field input_act_publish[] = {
	{ "text", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"The text, with address and place; true by default" },
	{ "answer", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"The answer; by default true once the case is resolved" },
	MASKS,
	{ NULL },
};
const struct field input_act_unpublish[] = {
	{ "text", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"Take the text back; true by default" },
	{ "answer", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"Take the answer back; true by default" },
	{ "reason", FIELD_TEXT, FIELD_REQUIRED, 3, 2000, NULL, "Why; only staff see it" },
	{ NULL },
};
const struct field input_photo_note[] = {
	{ "reason", FIELD_TEXT, FIELD_OPTIONAL, 3, 2000, NULL, "Why; only staff see it" },
	{ NULL },
};
const struct field input_photo_reason[] = {
	{ "reason", FIELD_TEXT, FIELD_REQUIRED, 3, 2000, NULL, "Why; only staff see it" },
	{ NULL },
};
const struct field input_cover[] = {
	{ "rectangles", FIELD_OBJECTS, FIELD_REQUIRED, 0, PICTURE_COVERED_MAX, NULL,
		"All that is covered from now on, each {x, y, width, height} in pixels of the "
		"whole "
		"picture, from its left upper corner; none: nothing is covered any more" },
	{ "reason", FIELD_TEXT, FIELD_OPTIONAL, 3, 2000, NULL, "Why; only staff see it" },
	{ NULL },
};
const struct field input_flag[] = {
	{ "item", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, flagged_items, "What should not be public" },
	{ "attachment", FIELD_UUID, FIELD_OPTIONAL, 0, 0, NULL, "Which photo, of item `photo`" },
	{ "reason", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, flag_reasons,
		"Why it should not stand there" },
	{ "note", FIELD_TEXT, FIELD_OPTIONAL, 3, 500, NULL, "In words; only the desk reads it" },
	{ NULL },
};
const struct field input_flag_decision[] = {
	{ "item", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, flagged_items, "What was flagged" },
	{ "attachment", FIELD_UUID, FIELD_OPTIONAL, 0, 0, NULL, "Which photo, of item `photo`" },
	{ "decision", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, decisions,
		"keep: it stays public, or becomes so again; remove: it is public no longer" },
	{ "reason", FIELD_TEXT, FIELD_REQUIRED, 3, 2000, NULL, "Why; only staff see it" },
	{ NULL },
};
static const char *const redactable[] = { "description", "address", "attributes", "answer", "event",
	"attachment", NULL };
static const char *const purposes[] = { "show", "export", "erase", "search", NULL };
static const char *const erasure_askers[] = { "sender", "subject", "representative", "authority",
	"agency", NULL };
static const char *const erasure_grounds[] = { "consent_withdrawn", "request", "purpose_ended",
	"excess", "unlawful", "order", NULL };

/* What the register of erasures says of each, as far as its tombstone cannot know. */
#define ERASURE(asker, ground)                                                                     \
	{ "asked_by", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, erasure_askers,                          \
		"Who asked for it; " asker " by default" },                                        \
	{                                                                                          \
		"ground", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, erasure_grounds,                     \
			"On what ground; " ground " by default"                                    \
	}
const struct field input_look_reason[] = {
	{ "reason", FIELD_TEXT, FIELD_REQUIRED, 3, 500, NULL,
		"What for; it is recorded with who looked, and stays" },
	{ NULL },
};
const struct field input_redaction[] = {
	{ "part", FIELD_CHOICE, FIELD_REQUIRED, 0, 0, redactable, "Where words are taken out" },
	{ "event", FIELD_UUID, FIELD_OPTIONAL, 0, 0, NULL, "Which event, of part `event`" },
	{ "attachment", FIELD_UUID, FIELD_OPTIONAL, 0, 0, NULL,
		"Which file, of part `attachment`; it is deleted" },
	{ "text", FIELD_TEXT, FIELD_OPTIONAL, 1, 8000, NULL,
		"The whole text as it shall stand from now on; without it, nothing is left" },
	{ "reason", FIELD_TEXT, FIELD_REQUIRED, 3, 2000, NULL,
		"Why; without the words that are taken out" },
	ERASURE("agency", "excess"),
	{ NULL },
};
#define PERSON                                                                                     \
	{ "phone", FIELD_PHONE, FIELD_OPTIONAL, 0, 0, NULL, "The person's number, or" },           \
		{ "email", FIELD_EMAIL, FIELD_OPTIONAL, 0, 0, NULL, "their e-mail address" },      \
	{                                                                                          \
		"reason", FIELD_TEXT, FIELD_REQUIRED, 3, 500, NULL,                                \
			"Why, such as the number of their request; it is recorded and stays"       \
	}

const struct field input_person[] = { PERSON, { NULL } };
const struct field input_person_erasure[] = { PERSON, ERASURE("sender", "request"), { NULL } };
const struct field input_erasures_page[] = {
	{ "from", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "Not before" },
	{ "to", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "Before" },
	{ "report", FIELD_UUID, FIELD_OPTIONAL, 0, 0, NULL, "Only of this report" },
	{ "cursor", FIELD_CODE, FIELD_OPTIONAL, 1, 200, NULL, "next_cursor of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 200, NULL, "Items on a page, 50 by default" },
	{ NULL },
};
const struct field input_hold[] = {
	{ "report", FIELD_UUID, FIELD_OPTIONAL, 0, 0, NULL, "Id of one report, or" },
	{ "phone", FIELD_PHONE, FIELD_OPTIONAL, 0, 0, NULL, "all of one person's by number, or" },
	{ "email", FIELD_EMAIL, FIELD_OPTIONAL, 0, 0, NULL, "by e-mail address" },
	{ "reason", FIELD_TEXT, FIELD_REQUIRED, 3, 500, NULL, "By which law or order" },
	{ NULL },
};
const struct field input_holds_page[] = {
	{ "cursor", FIELD_CODE, FIELD_OPTIONAL, 1, 200, NULL, "next_cursor of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 200, NULL, "Items on a page, 50 by default" },
	{ NULL },
};
const struct field input_looks_page[] = {
	{ "from", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "Not before" },
	{ "to", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "Before" },
	{ "report", FIELD_UUID, FIELD_OPTIONAL, 0, 0, NULL, "Only at this report" },
	{ "username", FIELD_TEXT, FIELD_OPTIONAL, 1, 64, NULL, "Only by this account" },
	{ "purpose", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, purposes, "Only for this" },
	{ "cursor", FIELD_CODE, FIELD_OPTIONAL, 1, 200, NULL, "next_cursor of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 200, NULL, "Items on a page, 50 by default" },
	{ NULL },
};
const struct field input_delegation[] = {
	{ "deputy", FIELD_TEXT, FIELD_REQUIRED, 1, 64, NULL, "User name of a colleague" },
	{ "from", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "Now by default" },
	{ "until", FIELD_TIME, FIELD_REQUIRED, 0, 0, NULL,
		"The first instant after; a year at the most" },
	{ NULL },
};
const struct field input_leave[] = {
	{ "who", FIELD_TEXT, FIELD_OPTIONAL, 1, 64, NULL,
		"Heads only: the colleague who is away; oneself by default" },
	{ "deputy", FIELD_TEXT, FIELD_REQUIRED, 1, 64, NULL,
		"User name of the colleague who takes over" },
	{ "from", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "Now by default" },
	{ "until", FIELD_TIME, FIELD_REQUIRED, 0, 0, NULL,
		"The first instant after; a year at the most" },
	{ NULL },
};
const struct field input_ledger_range[] = {
	{ "from", FIELD_TIME, FIELD_REQUIRED, 0, 0, NULL, "First instant of the period" },
	{ "to", FIELD_TIME, FIELD_REQUIRED, 0, 0, NULL,
		"The instant after the period; what is in the future counts until now" },
	{ "group_by", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, holders,
		"A row for each; agency by default" },
	{ "agency", FIELD_CODE, FIELD_OPTIONAL, 1, 40, NULL, "Only what this agency held" },
	{ NULL },
};
const struct field input_facts_page[] = {
	{ "q", FIELD_LINE, FIELD_OPTIONAL, 1, 100, NULL,
		"Only what has this in its code or its names; tone marks do not matter" },
	{ "at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "Only what holds then" },
	{ "active", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"true: only what counts today; false: only what does not" },
	{ "cursor", FIELD_CODE, FIELD_OPTIONAL, 1, 200, NULL, "next_cursor of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 200, NULL, "Items on a page, 50 by default" },
	{ NULL },
};
const struct field input_acts_page[] = {
	{ "noun", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, nouns, "Only acts on these" },
	{ "key", FIELD_LINE, FIELD_OPTIONAL, 1, 64, NULL, "Only acts on what has this key" },
	{ "who", FIELD_CODE, FIELD_OPTIONAL, 1, 64, NULL, "Only acts of this user name" },
	{ "from", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "Only acts from then on" },
	{ "to", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "Only acts before" },
	{ "cursor", FIELD_CODE, FIELD_OPTIONAL, 1, 200, NULL, "next_cursor of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 200, NULL, "Items on a page, 50 by default" },
	{ NULL },
};
const struct field input_login[] = {
	{ "username", FIELD_TEXT, FIELD_REQUIRED, 1, 64, NULL, "User name" },
	{ "password", FIELD_PASSWORD, FIELD_REQUIRED, 1, 200, NULL, "Password" },
	{ NULL },
};

const struct field input_sign_on[] = {
	{ "return", FIELD_TEXT, FIELD_OPTIONAL, 1, 500, NULL,
		"Path of this service to go on to; comes back with the session" },
	{ NULL },
};
const struct field input_sign_on_answer[] = {
	{ "state", FIELD_PASSWORD, FIELD_REQUIRED, 1, 200, NULL, "As it was sent there" },
	{ "code", FIELD_PASSWORD, FIELD_OPTIONAL, 1, 4000, NULL, "What a token is given for" },
	{ "iss", FIELD_TEXT, FIELD_OPTIONAL, 1, 500, NULL, "Who answers (RFC 9207)" },
	{ "error", FIELD_TEXT, FIELD_OPTIONAL, 1, 500, NULL, "Why nobody was signed in" },
	{ NULL, .flags = FIELD_OTHERS }, /* RFC 6749, 4.1.2 */
};

const struct field input_code[] = {
	{ "code", FIELD_TEXT, FIELD_REQUIRED, 6, 40, NULL,
		"The code that the authenticator shows, or a recovery code" },
	{ NULL },
};
const struct field input_first_code[] = {
	{ "code", FIELD_TEXT, FIELD_REQUIRED, 6, 40, NULL,
		"The code that the authenticator shows" },
	{ NULL },
};
const struct field input_totp_begin[] = {
	{ "password", FIELD_PASSWORD, FIELD_OPTIONAL, 1, 200, NULL,
		"One's own, once more; not wanted where the sign-in asks for an authenticator" },
	{ NULL },
};
const struct field input_password_change[] = {
	{ "old", FIELD_PASSWORD, FIELD_REQUIRED, 1, 200, NULL, "The password until now" },
	{ "new", FIELD_PASSWORD, FIELD_REQUIRED, 10, 200, NULL,
		"Another one: 10 to 200 characters, and nothing that everybody tries first" },
	{ NULL },
};
const struct field input_accounts_page[] = {
	{ "agency", FIELD_CODE, FIELD_OPTIONAL, 1, 40, NULL, "Only the accounts of this agency" },
	{ "after", FIELD_CODE, FIELD_OPTIONAL, 1, 64, NULL,
		"Only those behind this user name: the last one of the page before" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 200, NULL, "How many; 50 by default" },
	{ NULL },
};
const struct field input_account[] = {
	{ "name", FIELD_TEXT, FIELD_REQUIRED, 1, 100, NULL, "Name of the person" },
	{ "role", FIELD_CODE, FIELD_REQUIRED, 1, 40, NULL,
		"operator, dispatcher, staff, head, supervisor, admin or group" },
	{ "agency", FIELD_CODE, FIELD_REQUIRED, 1, 40, NULL, "Code of the agency" },
	{ "active", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL,
		"false: may not sign in; true by default" },
	{ NULL },
};
const struct field input_heads_page[] = {
	{ "agency", FIELD_CODE, FIELD_REQUIRED, 1, 40, NULL, "Code of the agency" },
	{ NULL },
};
const struct field input_head[] = {
	{ "username", FIELD_TEXT, FIELD_REQUIRED, 1, 64, NULL,
		"Who takes charge of the agency: an account of the role head there" },
	{ "from", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "Now by default" },
	{ NULL },
};
const struct field input_succession[] = {
	{ "successor", FIELD_CODE, FIELD_REQUIRED, 1, 40, NULL, "Code of the agency that goes on" },
	{ "at", FIELD_DATE, FIELD_REQUIRED, 0, 0, NULL,
		"The first day on which it answers; one that has come: at once" },
	{ "head", FIELD_TEXT, FIELD_OPTIONAL, 1, 64, NULL,
		"User name of the head who is in charge then; by default who is in charge of the "
		"successor, or else of the agency that ends" },
	{ NULL },
};
const struct field input_key_new[] = {
	{ "name", FIELD_TEXT, FIELD_REQUIRED, 1, 100, NULL, "What the key is for" },
	{ "scopes", FIELD_TEXT, FIELD_OPTIONAL, 1, 200, NULL,
		"What it may do, separated by spaces; reports:write by default" },
	{ "channel", FIELD_CODE, FIELD_OPTIONAL, 1, 40, NULL,
		"How its reports are counted: app (by default), web, sms or open311" },
	{ "expires_at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "When it ends; never by default" },
	{ "account", FIELD_CODE, FIELD_OPTIONAL, 1, 64, NULL,
		"User name of the account as which it acts, for an agency's own system" },
	{ NULL },
};

const struct field input_kannel_message[] = {
	{ "id", FIELD_CODE, FIELD_REQUIRED, 1, 64, NULL, "%I: the message's id" },
	{ "from", FIELD_RAW, FIELD_REQUIRED, 0, 0, NULL, "%p: who sent it" },
	{ "to", FIELD_RAW, FIELD_OPTIONAL, 0, 0, NULL, "%P: the number that it was sent to" },
	{ "text", FIELD_RAW, FIELD_OPTIONAL, 0, 0, NULL, "%b: what it says" },
	{ "charset", FIELD_CODE, FIELD_OPTIONAL, 1, 20, NULL,
		"%C: UTF-16BE, or whatever else is read as UTF-8" },
	{ "at", FIELD_INTEGER, FIELD_REQUIRED, 0, 253402275599.0, NULL,
		"%T: when it was sent, in seconds since 1970" },
	{ NULL },
};
