/* pakn tenant: provinces. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/command_database.h"
#include "server/command_merge.h"
#include "server/commands.h"

#define NUMBER_MAX 32767

static const struct option_row rows[] = {
	{ "name", "NAME", "of the province, such as 'Tỉnh Bắc Ninh'" },
	{ "number", "N",
		"1 to 32767, for ever: it stands in every API key; default: the next one" },
	{ "host", "LIST",
		"its host names, separated by commas, in place of those before; or none" },
	{ "default", NULL, "answer here what asks for no other province's host" },
	{ "desk", "AGENCY", "code of the agency that receives what no rule decides" },
	{ "hotline", "NUMBER", "whom citizens may call; at first 1022" },
	{ "counted-from", "DATE",
		"reports received before this day count in no figures; or none: all count" },
	{ "second-factor", "WORD",
		"of heads, supervisors and administrators: required, offered or off" },
	{ "sender-days", "N",
		"days after closing for which who reported is kept; or none: until somebody asks" },
	{ "files-for", "KINDS",
		"kinds of reports that need a photo or a file: site, procedure, business, "
		"separated by commas; or none" },
	{ "handovers", "N",
		"how often agencies may return or transfer a report; then only the desk decides" },
	{ "accept-minutes", "N",
		"working minutes in which an agency accepts; then the report goes back to the "
		"desk; or none" },
	{ "rating-days", "N", "days after the end in which a sender may rate what came of it" },
	{ "rating-change-days", "N", "days after rating in which that may be changed" },
	{ "reopen-days", "N",
		"days after the end in which a sender may have a report opened again, once" },
	{ "archive-days", "N", "days after which what is resolved is archived; or none: never" },
	{ "link-days", "N",
		"days for which a link is good by which an agency without accounts handles a "
		"case" },
	{ "flags-remove", "N",
		"how many have to flag something public until it is taken away before the desk "
		"decides; or none: the desk alone does" },
	{ "freeze-after", "N",
		"how many days after its end a month of the statistics is frozen by itself; or "
		"none: by hand" },
	{ "cutoff-day", "N",
		"the day, 1 to 28, on which months of the statistics begin and end; 25: October is "
		"25 September to 25 October" },
	{ "cutoff-hour", "N", "the hour of that day, 0 to 23" },
	{ "at", "DATE", "merge: the day from which INTO answers; before it, it is only checked" },
	{ "map", "FILE",
		"merge: lines of agencies, areas, categories or accounts, code in OLD, code in "
		"INTO (-: stays behind), divided by tabs" },
	{ "dry-run", NULL, "merge: tell what would go over and what stands against it" },
	COMMAND_DATABASE_ROW,
	{ 0 },
};
static const struct usage usage = {
	.command = "tenant",
	.arguments = "add CODE | list | set CODE | merge OLD INTO",
	.summary = "Makes a province with the usual office hours and deadlines, lists provinces, "
		   "changes one,\n"
		   "or makes one part of another: open cases, codes, accounts.",
	.rows = rows,
};

/* Tells whether the number of a province can stand in a credential. */
static bool number_good(const char *number)
{
	char *end;
	long value = number ? strtol(number, &end, 10) : 1;

	return !number || (*number && !*end && value >= 1 && value <= NUMBER_MAX);
}

static int tenant_add(const struct options *o, struct command_database *d)
{
	static const char *const later[] = { "desk", "hotline", "counted-from", "second-factor",
		"sender-days", "files-for", "handovers", "accept-minutes", "rating-days",
		"rating-change-days", "reopen-days", "archive-days", "link-days", "flags-remove",
		"freeze-after", "cutoff-day", "cutoff-hour" };
	const char *values[] = { o->words[1], options_value(o, "name"), options_value(o, "number"),
		options_value(o, "host"), options_value(o, "default") ? "true" : "false" };
	struct db_rows *done;

	if (!values[1])
		return options_misuse(o, "add needs --name");
	if (!number_good(values[2]))
		return options_misuse(o, "--number is 1 to %d", NUMBER_MAX);
	for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++)
		if (options_value(o, later[i]))
			return options_misuse(o, "--%s is for set", later[i]);
	done = command_ask(d, "select pakn.tenant_add($1, $2, $3::int, $4, $5::bool)", 5, values);
	if (!done)
		return COMMAND_FAILED;
	printf("%s is province %s.  Next: pakn import areas, and pakn doctor.\n", values[0],
		db_rows_value(done, 0, 0));
	db_rows_free(done);
	return COMMAND_DONE;
}

static int tenant_list(const struct options *o, struct command_database *d)
{
	static const char *const headings[] = { "code", "number", "name", "default", "desk",
		"hotline", "counted from", "second factor", "sender days", "files for",
		"hand-overs", "accept minutes", "flags remove", "hosts", "part of" };

	(void)o;
	return command_list(d,
		"select t.code, t.tenant_id, t.name, case when t.is_default then 'yes' else 'no' "
		"end, a.code, t.hotline, to_char(nullif(t.counted_from, '-infinity') at time zone "
		"'Asia/Ho_Chi_Minh', 'YYYY-MM-DD'), t.second_factor, coalesce(t.sender_days::text, "
		"'none'), coalesce(nullif(array_to_string(t.attachment_kinds, ', '), ''), 'none'), "
		"t.handover_limit, coalesce(t.accept_minutes::text, 'none'), "
		"coalesce(t.flags_remove::text, 'none'), "
		"(select string_agg(h.host, ', ' order by "
		"h.host) "
		"from pakn.tenant_host h where h.tenant_id = t.tenant_id), (select m.code from "
		"pakn.tenant m where m.tenant_id = t.merged_into) "
		"from pakn.tenant t left join pakn.agency a on a.tenant_id = t.tenant_id "
		"and a.agency_id = t.desk_id order by 1",
		0, NULL, 15, headings);
}

static int tenant_set(const struct options *o, struct command_database *d)
{
	const char *values[] = { o->words[1], options_value(o, "name"), options_value(o, "hotline"),
		options_value(o, "desk"), options_value(o, "counted-from"),
		options_value(o, "host"), options_value(o, "default") ? "true" : NULL,
		options_value(o, "second-factor"), options_value(o, "sender-days"),
		options_value(o, "files-for"), options_value(o, "handovers"),
		options_value(o, "accept-minutes"), options_value(o, "rating-days"),
		options_value(o, "rating-change-days"), options_value(o, "reopen-days"),
		options_value(o, "archive-days"), options_value(o, "link-days"),
		options_value(o, "flags-remove"), options_value(o, "freeze-after"),
		options_value(o, "cutoff-day"), options_value(o, "cutoff-hour") };
	struct db_rows *done;
	bool any = false;

	for (size_t i = 1; i < sizeof(values) / sizeof(values[0]); i++)
		any = any || values[i];
	if (!any || options_value(o, "number"))
		return options_misuse(o, "set needs what to change; the number stays for ever");
	done = command_ask(d,
		"select pakn.tenant_set($1, $2, $3, $4, $5, $6, $7::bool, $8, $9, $10, "
		"$11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)",
		21, values);
	if (!done)
		return COMMAND_FAILED;
	printf("%s is changed.\n", values[0]);
	db_rows_free(done);
	return COMMAND_DONE;
}

static const struct command_verb verbs[] = { { "add", tenant_add, 1 }, { "list", tenant_list, 0 },
	{ "set", tenant_set, 1 }, { "merge", command_merge, 2 }, { 0 } };

int command_tenant(int argc, char **argv)
{
	return command_verbs(&usage, verbs, argc, argv);
}
