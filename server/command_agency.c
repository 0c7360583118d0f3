/* pakn agency: agencies, and what becomes of the work of one that ends. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "server/command_database.h"
#include "server/commands.h"

#define STEP "200" /* cases in one transaction */

static const struct option_row rows[] = {
	{ "tenant", "CODE", "the province, such as bacninh" },
	{ "at", "DATE",
		"succeed: the first day on which NEW answers, as 2026-03-01; one that has come: at "
		"once" },
	{ "head", "NAME",
		"succeed: who is in charge of NEW then; by default who is now, or else OLD's" },
	{ "dry-run", NULL, "succeed: tell what would go over, and write nothing" },
	COMMAND_DATABASE_ROW,
	{ 0 },
};
static const struct usage usage = {
	.command = "agency",
	.arguments = "list | succeed OLD NEW | successions | cancel OLD",
	.summary = "Lists agencies; gives the open cases, rules and accounts of one that ends to "
		   "another, at once or when the\n"
		   "day comes; lists such successions; takes one back whose day has not come.",
	.rows = rows,
};

/* A question about a province whose answer is a table. */
static int table_print(const struct options *o, struct command_database *d, const char *verb,
	const char *question, int columns, const char *const *headings)
{
	const char *values[] = { options_value(o, "tenant") };

	if (!values[0])
		return options_misuse(o, "%s needs --tenant", verb);
	return command_list(d, question, 1, values, columns, headings);
}

static int agency_list(const struct options *o, struct command_database *d)
{
	static const char *const headings[] = { "code", "name", "level", "above", "from", "until",
		"open cases", "accounts", "heir" };

	return table_print(o, d, "list",
		"select a.code, a.name, a.level, p.code, nullif(a.valid_from, '-infinity'), "
		"nullif(a.valid_to, 'infinity'), (select count(*) from pakn.work_item w where "
		"w.tenant_id = a.tenant_id and w.agency_id = a.agency_id and w.part = 'lead'), "
		"(select count(*) from pakn.staff s where s.tenant_id = a.tenant_id and "
		"s.agency_id = a.agency_id and s.active), h.code "
		"from pakn.agency a left join pakn.agency p on p.tenant_id = a.tenant_id and "
		"p.agency_id = a.parent_id left join pakn.agency h on h.tenant_id = a.tenant_id "
		"and h.agency_id = a.heir_id where a.tenant_id = pakn.tenant_named($1) order by 1",
		9, headings);
}

static int agency_successions(const struct options *o, struct command_database *d)
{
	static const char *const headings[] = { "agency", "successor", "at", "state", "moved",
		"left", "head" };

	return table_print(o, d, "successions",
		"select j->'agency'->>'code', j->'successor'->>'code', s.at, j->>'state', s.moved, "
		"pakn.agency_succession_counts(s.tenant_id, s.agency_id, s.at)->>'cases', "
		"j->>'head' from pakn.agency_succession s, pakn.agency_succession_json(s) j "
		"where s.tenant_id = pakn.tenant_named($1) order by s.at desc, 1",
		7, headings);
}

/* Prints what goes over, or would. */
static bool counts_print(struct command_database *d, const char *const *values, const char *verb)
{
	struct db_rows *counts = command_ask(d,
		"select c->>'cases', c->>'claimed', c->>'coordinated', c->>'rules', "
		"c->>'accounts', c->>'heads', c->>'below', $3::date > current_date "
		"from pakn.agency a, pakn.agency_succession_counts(a.tenant_id, a.agency_id, "
		"$3::date) c where a.tenant_id = pakn.tenant_named($1) and a.code = $2",
		3, values);
	static const char *const names[] = { "open cases", "of them claimed", "coordinated cases",
		"rules", "accounts", "in charge", "agencies below" };

	if (!counts)
		return false;
	printf("From %s to %s %s:\n", values[1], values[3], verb);
	for (int i = 0; i < 7 && db_rows_count(counts); i++)
		printf("  %-18s %s\n", names[i], db_rows_value(counts, 0, i));
	db_rows_free(counts);
	return true;
}

/* Moves what is due step by step, each of which is committed; tells how many cases it looked at, -1
 * on an error. */
static long due_move(struct command_database *d, const char *tenant)
{
	const char *values[] = { tenant, STEP };
	long total = 0;
	int step;

	do {
		struct db_rows *moved = command_ask(d,
			"select pakn.agency_succession_step(pakn.tenant_named($1), $2::int)", 2,
			values);

		if (!moved)
			return -1;
		step = atoi(db_rows_value(moved, 0, 0));
		total += step;
		db_rows_free(moved);
		if (isatty(STDERR_FILENO))
			fprintf(stderr, "\r%ld cases moved ", total);
	} while (step >= atoi(STEP));
	if (isatty(STDERR_FILENO))
		fputc('\n', stderr);
	return total;
}

/* Tells how a succession stands after whatever was done about it. */
static int state_print(struct command_database *d, const char *const *values)
{
	struct db_rows *state = command_ask(d,
		"select j->>'state', s.moved from pakn.agency a join pakn.agency_succession s "
		"using "
		"(tenant_id, agency_id), pakn.agency_succession_json(s) j "
		"where a.tenant_id = pakn.tenant_named($1) and a.code = $2",
		2, values);

	if (!state)
		return COMMAND_FAILED;
	printf("%s is succeeded by %s from %s on: %s, %s cases moved.\n", values[1], values[3],
		values[2], db_rows_value(state, 0, 0), db_rows_value(state, 0, 1));
	db_rows_free(state);
	return COMMAND_DONE;
}

static int agency_succeed(const struct options *o, struct command_database *d)
{
	const char *values[] = { options_value(o, "tenant"), o->words[1], options_value(o, "at"),
		o->words[2], options_value(o, "head"),
		options_value(o, "dry-run") ? "true" : "false" };
	bool dry = options_value(o, "dry-run");
	struct db_rows *done;

	if (!values[0] || !values[2])
		return options_misuse(o, "succeed needs --tenant and --at");
	done = command_ask(d,
		"select pakn.agency_succeed(pakn.tenant_named($1), $2, $4, $3::date, $5, null, "
		"$6::boolean)",
		6, values);
	if (!done)
		return COMMAND_FAILED;
	db_rows_free(done);
	if (!counts_print(d, values, dry ? "would go" : "go"))
		return COMMAND_FAILED;
	if (dry)
		return COMMAND_DONE;
	if (due_move(d, values[0]) < 0)
		return COMMAND_FAILED;
	return state_print(d, values);
}

static int agency_cancel(const struct options *o, struct command_database *d)
{
	const char *values[] = { options_value(o, "tenant"), o->words[1] };
	struct db_rows *done;
	bool was;

	if (!values[0])
		return options_misuse(o, "cancel needs --tenant");
	done = command_ask(d,
		"select pakn.agency_succession_cancel(pakn.tenant_named($1), $2, null)", 2, values);
	if (!done)
		return COMMAND_FAILED;
	was = *db_rows_value(done, 0, 0) == 't';
	db_rows_free(done);
	if (was)
		printf("%s goes on.\n", values[1]);
	else
		fprintf(stderr, "pakn: nobody is to succeed %s\n", values[1]);
	return was ? COMMAND_DONE : COMMAND_FAILED;
}

static const struct command_verb verbs[] = { { "list", agency_list, 0 },
	{ "succeed", agency_succeed, 2 }, { "successions", agency_successions, 0 },
	{ "cancel", agency_cancel, 1 }, { 0 } };

int command_agency(int argc, char **argv)
{
	return command_verbs(&usage, verbs, argc, argv);
}
