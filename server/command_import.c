/* pakn import: facts from files. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/str.h"
#include "common/uuid.h"
#include "server/command_database.h"
#include "server/command_import.h"
#include "server/commands.h"

static const struct option_row rows[] = {
	{ "tenant", "CODE", "the province, such as bacninh" },
	{ "source", "TEXT", "where the outlines come from; default: the file's name" },
	{ "columns", "LIST",
		"ours=theirs,...: how the file calls its columns; others are ignored" },
	{ "set", "LIST", "ours=value,...: what a column is in all lines, whatever the file has" },
	{ "where", "COLUMN=VALUE",
		"take only the lines that have this value in the file's column; != those that "
		"have not" },
	{ "whole", NULL, "rules: the file has all of them; what is not in it ends" },
	{ "note", "TEXT", "rules: why, kept with the version that is made" },
	{ "effective-at", "TIME", "rules: when the version takes effect; default: at once" },
	{ "dry-run", NULL, "check everything, tell what would change, and change nothing" },
	{ "progress", NULL,
		"tell how far it is; without it only to a terminal, and of a long file" },
	COMMAND_DATABASE_ROW,
	{ 0 },
};
#define NOUNS                                                                                      \
	"boundaries | zones | areas | former | succession | agencies | categories | attributes "   \
	"|\n"                                                                                      \
	"        rules | holidays | calendars | office-hours | deadlines | deadline-rules | "      \
	"duties | ladders |\n"                                                                     \
	"        answer-rules | answer-templates | targets | reports"

static const struct usage usage = {
	.command = "import",
	.arguments = "(" NOUNS ") FILE",
	.summary =
		"Takes facts from a file; all of it or nothing; --help with a noun tells what it "
		"has.\n"
		"Boundaries and zones: a GeoJSON FeatureCollection whose features have a property "
		"\"code\".\n"
		"The others: lines of cells divided by tabs or commas below a line that names the "
		"columns\n"
		"(deploy/README.md has them); what has the same code is changed, what is new is "
		"added, what\n"
		"is not in the file stays.",
	.rows = rows,
};

/* Notes among the acts of administration that a file was imported; counts: how many were added,
 * changed and the same, NULL where nobody counted.  Returns whether it is noted. */
static bool act_record(struct command_database *d, const struct options *o, const char *noun,
	const char *path, const char *const counts[3])
{
	char id[UUID_TEXT_SIZE];
	const char *slash = strrchr(path, '/');
	const char *values[] = { options_value(o, "tenant"), id, noun, slash ? slash + 1 : path,
		counts[0], counts[1], counts[2] };
	struct db_rows *done;
	struct uuid u;

	uuid_v7(&u);
	uuid_format(&u, id);
	done = command_ask(
		d, "select pakn.admin_act_import($1, $2, $3, $4, $5, $6, $7)", 7, values);
	db_rows_free(done);
	return done != NULL;
}

/* Ends the transaction; false where nothing was kept.  A failure has been said. */
static bool transaction_end(struct command_database *d, bool keep)
{
	if (db_sync_run(d->sync, span_of(keep ? "commit" : "rollback"), &d->error))
		return keep;
	fprintf(stderr, "pakn: %s\n", d->error.data);
	return false;
}

/* Gives the features to the database, in one transaction that ends here. */
static bool outlines_store(struct command_database *d, const struct options *o,
	const struct import_noun *noun, const char *path, const char *const *values)
{
	struct str call = { 0 };
	struct db_rows *done = NULL;
	bool kept = false;

	str_printf(&call, "select pakn.%s($1, $2, $3, $4, $5)", noun->function);
	if (db_sync_run(d->sync, span_of("begin"), &d->error))
		done = command_ask(d, call.data, 5, values);
	str_free(&call);
	if (done)
		kept = act_record(d, o, noun->name, path,
			(const char *[]){ NULL, db_rows_value(done, 0, 0), NULL });
	kept = transaction_end(d, kept);
	if (kept)
		printf("%s %s imported from %s.\n", db_rows_value(done, 0, 0), noun->name, path);
	db_rows_free(done);
	return kept;
}

/* Takes the days that --set gives to all outlines; false: what is wrong has been said. */
static bool days_read(
	struct arena *a, const struct import_noun *noun, const char *set, const char *days[2])
{
	static const char *const names[] = { "valid_from", "valid_to" };
	struct import_header h = { 0 };

	if (!import_set_read(a, noun, set, &h))
		return false;
	for (int i = 0; i < 2; i++) {
		struct span *day = &h.set[fields_find(noun->columns, names[i])];

		days[i] = day->data ? arena_span(a, *day) : NULL;
		*day = (struct span){ 0 };
	}
	for (int i = 0; noun->columns[i].name; i++) {
		if (!h.set[i].data)
			continue;
		fprintf(stderr, "pakn: --set: %s: each feature has its own\n",
			noun->columns[i].name);
		return false;
	}
	return true;
}

static int outlines_import(struct options *o, const struct import_noun *noun, const char *path)
{
	struct arena *a;
	struct command_database d;
	struct str text = { 0 };
	const char *source = options_value(o, "source");
	const char *values[] = { options_value(o, "tenant"), NULL, source ? source : path, NULL,
		NULL };
	int exit_code = COMMAND_FAILED;

	if (!values[0])
		return options_misuse(o, "%s needs --tenant", noun->name);
	for (const struct option_row *row = rows; row->name; row++)
		if (options_value(o, row->name) && strcmp(row->name, "tenant") &&
			strcmp(row->name, "source") && strcmp(row->name, "set") &&
			strcmp(row->name, "database"))
			return options_misuse(o, "--%s is not for %s", row->name, noun->name);
	a = arena_new();
	if (days_read(a, noun, options_value(o, "set"), values + 3) &&
		import_file_read(path, &text)) {
		values[1] = text.data;
		if (command_database_open(&d, o, &exit_code)) {
			exit_code = outlines_store(&d, o, noun, path, values) ? COMMAND_DONE
									      : COMMAND_FAILED;
			command_database_close(&d);
		}
	}
	str_free(&text);
	arena_free(a);
	return exit_code;
}

/* Makes the months in which something will lie.  In a transaction of its own: until it ends, nobody
 * reads or writes a report. */
static bool months_make(const struct import_table *t, struct command_database *d)
{
	struct str call = { 0 };
	const char *values[IMPORT_COLUMNS_MAX];
	struct db_rows *made = NULL;
	int count = 0;

	str_add(&call, "select pakn.partition_cover('{}'");
	for (int i = 0; t->noun->columns[i].name; i++) {
		if (t->noun->columns[i].type != FIELD_TIME || !t->header.present[i])
			continue;
		values[count++] = t->values[i].data;
		str_printf(&call, " || $%d::timestamptz[]", count);
	}
	str_add_char(&call, ')');
	if (count)
		made = command_ask(d, call.data, count, values);
	db_rows_free(made);
	str_free(&call);
	return !count || made;
}

/* Gives a table to the database, in one transaction that ends here.  Returns whether all is well.
 */
static bool table_store(struct import_table *t, struct command_database *d, const struct options *o,
	const char *path)
{
	bool dry = options_value(o, "dry-run") != NULL, good;
	struct db_rows *done = NULL;

	if ((dry || months_make(t, d)) && db_sync_run(d->sync, span_of("begin"), &d->error))
		done = import_table_give(t, d, o);
	good = done != NULL;
	if (good)
		printf("%zu lines: %s added, %s changed, %s same%s\n", t->count,
			db_rows_value(done, 0, 0), db_rows_value(done, 0, 1),
			db_rows_value(done, 0, 2), dry ? "; dry run: nothing was kept" : "");
	if (good && !dry)
		good = !t->noun->finish || t->noun->finish(d, o);
	if (good && !dry)
		good = act_record(d, o, t->noun->name, path,
			(const char *[]){ db_rows_value(done, 0, 0), db_rows_value(done, 0, 1),
				db_rows_value(done, 0, 2) });
	good = (transaction_end(d, good && !dry) || dry) && good;
	if (t->progress && good && !dry)
		fprintf(stderr, "%zu lines written\n", t->count);
	db_rows_free(done);
	return good;
}

/* Checks a table and, where nothing is wrong with it, stores it. */
static int noun_import(struct options *o, const struct import_noun *noun, const char *path)
{
	struct import_table t;
	struct command_database d;
	int exit_code = COMMAND_FAILED;

	if (!options_value(o, "tenant"))
		return options_misuse(o, "%s needs --tenant", noun->name);
	if (options_value(o, "source"))
		return options_misuse(o, "--source is for boundaries and zones");
	if (!noun->options && (options_value(o, "whole") || options_value(o, "note") ||
				      options_value(o, "effective-at")))
		return options_misuse(o, "--whole, --note and --effective-at are for rules");
	if (import_table_open(&t, noun, o, path) && command_database_open(&d, o, &exit_code)) {
		exit_code = table_store(&t, &d, o, path) ? COMMAND_DONE : COMMAND_FAILED;
		command_database_close(&d);
	}
	import_errors_end(&t.errors);
	if (exit_code == COMMAND_FAILED)
		fprintf(stderr, "pakn: nothing was imported\n");
	import_table_free(&t);
	return exit_code;
}

int command_import(int argc, char **argv)
{
	struct options o;
	const struct import_noun *noun;
	const char *name;

	if (!options_read(&o, &usage, argc, argv)) {
		if (o.exit_code == COMMAND_DONE)
			import_help(argc, argv);
		return o.exit_code;
	}
	if (o.first != argc - 2)
		return options_misuse(&o, "needs: (" NOUNS ") FILE");
	name = argv[o.first];
	noun = import_noun_find(name);
	if (noun)
		return noun_import(&o, noun, argv[o.first + 1]);
	for (noun = import_outlines; noun->name; noun++)
		if (!strcmp(name, noun->name))
			return outlines_import(&o, noun, argv[o.first + 1]);
	return options_misuse(&o, "needs: (" NOUNS ") FILE");
}
