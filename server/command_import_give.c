/* pakn import: a file as a table, and the table to the function that checks and takes it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/command_import.h"

#define PROGRESS_FROM 5000 /* lines: shorter files are done before anybody looks */

bool import_file_read(const char *path, struct str *text)
{
	FILE *f = fopen(path, "r");
	char piece[65536];
	size_t len;
	bool good;

	if (!f) {
		fprintf(stderr, "pakn: cannot read %s: %s\n", path, strerror(errno));
		return false;
	}
	while ((len = fread(piece, 1, sizeof(piece), f)) > 0)
		str_add_bytes(text, piece, len);
	good = !ferror(f) && text->len;
	fclose(f);
	if (!good)
		fprintf(stderr, "pakn: %s is empty or cannot be read\n", path);
	return good;
}

/* Tells whether somebody wants to know how far the import is. */
static bool progress_wanted(const struct options *o, struct span text)
{
	size_t lines = 0;

	for (size_t i = 0; i < text.len; i++)
		lines += text.data[i] == '\n';
	return options_value(o, "progress") || (lines > PROGRESS_FROM && isatty(STDERR_FILENO));
}

bool import_table_open(struct import_table *t, const struct import_noun *noun,
	const struct options *o, const char *path)
{
	struct import_wishes wishes = { options_value(o, "columns"), options_value(o, "where"),
		options_value(o, "set") };
	struct str text = { 0 };
	struct arena *a = arena_new();
	struct span rest;
	bool good = false;

	*t = (struct import_table){ .noun = noun };
	if (import_file_read(path, &text)) {
		rest = str_span(&text);
		t->progress = progress_wanted(o, rest);
		if (import_header_read(a, noun, &wishes, &rest, &t->header)) {
			import_table_read(t, rest);
			good = !t->errors.count;
		}
	}
	str_free(&text);
	arena_free(a);
	return good;
}

/* Writes the call of the noun's function and its parameters; returns how many. */
static int call_write(const struct import_table *t, const struct options *o, struct str *call,
	const char **values)
{
	const char *const *option = t->noun->options;
	int count = 0;

	values[count++] = options_value(o, "tenant");
	values[count++] = t->lines.data;
	str_printf(call,
		"select added, changed, same, line, field || ': ' || (words->>'en') "
		"from pakn.%s(pakn.tenant_named($1), $2",
		t->noun->function);
	for (int i = 0; t->noun->columns[i].name; i++) {
		values[count++] = t->header.present[i] ? t->values[i].data : NULL;
		str_printf(call, ", $%d", count);
	}
	for (; option && *option; option++) {
		const char *value = options_value(o, *option);

		values[count++] = value && !*value ? "true" : value;
		str_printf(call, ", $%d", count);
	}
	str_add_char(call, ')');
	return count;
}

/* Tells what the function found wrong, by line; true: nothing. */
static bool problems_tell(struct import_table *t, const struct db_rows *done)
{
	for (int i = 0; i < db_rows_count(done); i++)
		if (db_rows_value(done, i, 4))
			import_complain(&t->errors, strtoul(db_rows_value(done, i, 3), NULL, 10),
				"%s", db_rows_value(done, i, 4));
	return !t->errors.count;
}

struct db_rows *import_table_give(
	struct import_table *t, struct command_database *d, const struct options *o)
{
	struct str call = { 0 };
	const char *values[IMPORT_COLUMNS_MAX + 6];
	int count = call_write(t, o, &call, values);
	struct db_rows *done = command_ask(d, call.data, count, values);

	str_free(&call);
	if (done && problems_tell(t, done))
		return done;
	db_rows_free(done);
	return NULL;
}
