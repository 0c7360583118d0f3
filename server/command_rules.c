/* pakn rules: looks at a set of rules before it decides, in force or in a file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/command_database.h"
#include "server/command_import.h"
#include "server/commands.h"

static const struct option_row rows[] = {
	{ "tenant", "CODE", "the province, such as bacninh" },
	{ "at", "TIME", "check: the rules in force then, from then on; default: now" },
	{ "since", "TIME", "dry-run: reports received from then on are decided anew" },
	{ "until", "TIME", "dry-run: and before then; default: now" },
	{ "cases", NULL, "dry-run: tell each report that would have gone elsewhere, too" },
	{ "columns", "LIST", "as of pakn import" },
	{ "set", "LIST", "as of pakn import" },
	{ "where", "COLUMN=VALUE", "as of pakn import" },
	{ "whole", NULL, "the file has all rules; what is not in it ends" },
	{ "note", "TEXT", "as of pakn import" },
	{ "effective-at", "TIME", "when the version would take effect; default: at once" },
	{ "progress", NULL, "tell how far it is; without it only to a terminal" },
	COMMAND_DATABASE_ROW,
	{ 0 },
};
static const struct usage usage = {
	.command = "rules",
	.arguments = "check [FILE] | dry-run FILE --since TIME",
	.summary =
		"Looks at the rules in force, or at those that a file as of pakn import rules "
		"would make;\n"
		"nothing is kept.  check: fields without rules, rules that never decide, rules "
		"whose agency\n"
		"or place ends; it ends with 1 where a person must decide about something (!).\n"
		"dry-run: which reports would have gone to other agencies, by count and by case.",
	.rows = rows,
};

/* Makes the version that a file would make, in a transaction that ends with the connection. */
static bool file_give(const struct options *o, struct command_database *d, const char *path)
{
	struct import_table t;
	struct db_rows *done = NULL;

	if (import_table_open(&t, import_noun_find("rules"), o, path) &&
		db_sync_run(d->sync, span_of("begin"), &d->error))
		done = import_table_give(&t, d, o);
	import_errors_end(&t.errors);
	import_table_free(&t);
	db_rows_free(done);
	return done != NULL;
}

/* What was found, most pressing first; behind what is shown, what it comes to. */
static const char findings_question[] =
	"select case when f.decide then '!' else ' ' end, f.kind, f.rule_id, f.category, "
	"f.words->>'en', count(*) filter (where f.decide) over (), "
	"sum(f.pairs) filter (where f.kind in ('uncovered', 'gap')) over () "
	"from pakn.tenant_named($1) t, "
	"coalesce($2::timestamptz, $3::timestamptz, now()) at, "
	"pakn.rules_findings(t, pakn.rules_version_at(t, at), at) with ordinality f "
	"order by f.ordinality";

/* Prints what was found, and what it comes to; tells the exit code. */
static int findings_print(const struct db_rows *found, const struct db_rows *pairs)
{
	static const char *const headings[] = { "!", "finding", "rule", "field", "what" };
	int count = db_rows_count(found);
	const char *decide = count ? db_rows_value(found, 0, 5) : "0";
	const char *uncovered = count ? db_rows_value(found, 0, 6) : NULL;

	if (count)
		command_table(found, 5, headings);
	printf("%s%d finding%s, of which %s for a person to decide (!); %s of %s pairs of field "
	       "and commune without a rule.\n",
		count ? "\n" : "", count, count == 1 ? "" : "s", decide,
		uncovered ? uncovered : "0", db_rows_value(pairs, 0, 0));
	return strcmp(decide, "0") ? COMMAND_FAILED : COMMAND_DONE;
}

static int rules_check(const struct options *o, struct command_database *d, const char *path)
{
	const char *values[] = { options_value(o, "tenant"), options_value(o, "at"),
		options_value(o, "effective-at") };
	struct db_rows *found = NULL, *pairs = NULL;
	int exit_code = COMMAND_FAILED;

	if (!path || file_give(o, d, path))
		found = command_ask(d, findings_question, 3, values);
	if (found)
		pairs = command_ask(d,
			"select pakn.rules_pairs(pakn.tenant_named($1), "
			"coalesce($2::timestamptz, $3::timestamptz, now()))",
			3, values);
	if (pairs)
		exit_code = findings_print(found, pairs);
	db_rows_free(found);
	db_rows_free(pairs);
	return exit_code;
}

/* Decides all reports of the time anew, some days after the other; tells how far it is. */
static bool reports_try(const struct options *o, struct command_database *d)
{
	char next[64]; /* a time */
	const char *values[] = { options_value(o, "tenant"), options_value(o, "since"),
		options_value(o, "until") };
	bool progress = options_value(o, "progress") || isatty(STDERR_FILENO);
	struct db_rows *done = NULL;

	do {
		db_rows_free(done);
		done = command_ask(d,
			"select next, next::date, total from pakn.rules_try(pakn.tenant_named($1), "
			"$2::timestamptz, coalesce($3::timestamptz, now()))",
			3, values);
		if (!done || !db_rows_value(done, 0, 0))
			break;
		if (progress)
			fprintf(stderr, "\r%s: %s reports", db_rows_value(done, 0, 1),
				db_rows_value(done, 0, 2));
		snprintf(next, sizeof(next), "%s", db_rows_value(done, 0, 0));
		values[1] = next;
	} while (true);
	if (progress)
		fputc('\n', stderr);
	db_rows_free(done);
	return done != NULL;
}

/* Prints how many reports would have gone from where to where. */
static bool counts_print(struct command_database *d, const char *tenant)
{
	static const char *const headings[] = { "from", "to", "field", "reports" };
	struct db_rows *sums = command_ask(d,
		"select s.asked, s.same, s.other_rule, s.moved, s.to_desk, s.from_desk, "
		"s.not_by_rules, s.guessed from pakn.rules_tried(pakn.tenant_named($1)) s",
		1, &tenant);
	struct db_rows *counts = sums ? command_ask(d,
						"select c.was, c.now, c.category, c.reports from "
						"pakn.rules_tried_counts(pakn.tenant_named($1)) c",
						1, &tenant)
				      : NULL;

	if (counts && db_rows_count(counts))
		command_table(counts, 4, headings);
	if (counts)
		printf("%s%s reports: %s as before, %s by another rule to the same agency, %s "
		       "elsewhere (%s to the desk, %s from it); %s were not up to rules.\n",
			db_rows_count(counts) ? "\n" : "", db_rows_value(sums, 0, 0),
			db_rows_value(sums, 0, 1), db_rows_value(sums, 0, 2),
			db_rows_value(sums, 0, 3), db_rows_value(sums, 0, 4),
			db_rows_value(sums, 0, 5), db_rows_value(sums, 0, 6));
	if (counts && strcmp(db_rows_value(sums, 0, 7), "0"))
		printf("Of %s of them the channel had to tell who sent them.\n",
			db_rows_value(sums, 0, 7));
	db_rows_free(counts);
	db_rows_free(sums);
	return counts != NULL;
}

/* Prints the reports that would have been decided otherwise, divided by tabs, a page at a time. */
static bool cases_print(struct command_database *d, const char *tenant)
{
	char last[24] = "0";
	const char *values[] = { tenant, last };
	struct db_rows *page;
	int count;

	puts("\ncode\treceived\tfield\tcommune\tfrom\tby rule\tto\tby rule");
	do {
		page = command_ask(d,
			"select c.place, c.code, c.received_at, c.category, c.area, c.was, "
			"c.old_rule, c.now, c.new_rule from "
			"pakn.rules_tried_cases(pakn.tenant_named($1), $2::bigint, 1000) c",
			2, values);
		count = page ? db_rows_count(page) : 0;
		for (int i = 0; i < count; i++)
			for (int c = 1; c <= 8; c++)
				printf("%s%c", db_rows_value(page, i, c) ?: "",
					c < 8 ? '\t' : '\n');
		if (count)
			snprintf(last, sizeof(last), "%s", db_rows_value(page, count - 1, 0));
		db_rows_free(page);
	} while (count);
	return page != NULL;
}

static int rules_dry_run(const struct options *o, struct command_database *d, const char *path)
{
	const char *tenant = options_value(o, "tenant");
	struct db_rows *begun = NULL;
	bool good = file_give(o, d, path);

	if (good)
		begun = command_ask(
			d, "select pakn.rules_try_begin(pakn.tenant_named($1))", 1, &tenant);
	good = begun && reports_try(o, d) && counts_print(d, tenant) &&
	       (!options_value(o, "cases") || cases_print(d, tenant));
	db_rows_free(begun);
	return good ? COMMAND_DONE : COMMAND_FAILED;
}

int command_rules(int argc, char **argv)
{
	struct options o;
	struct command_database d;
	int exit_code;
	bool check, dry_run;
	const char *path;

	if (!options_read(&o, &usage, argc, argv))
		return o.exit_code;
	check = o.first < argc && !strcmp(argv[o.first], "check") && o.first + 2 >= argc;
	dry_run = o.first + 2 == argc && !strcmp(argv[o.first], "dry-run");
	path = o.first + 2 == argc ? argv[o.first + 1] : NULL;
	if (!check && !dry_run)
		return options_misuse(&o, "needs one of: %s", usage.arguments);
	if (!options_value(&o, "tenant") || (dry_run && !options_value(&o, "since")))
		return options_misuse(
			&o, "%s needs --tenant%s", argv[o.first], check ? "" : " and --since");
	if (!command_database_open(&d, &o, &exit_code))
		return exit_code;
	exit_code = check ? rules_check(&o, &d, path) : rules_dry_run(&o, &d, path);
	command_database_close(&d);
	return exit_code;
}
