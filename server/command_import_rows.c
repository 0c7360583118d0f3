/* pakn import: the lines below the header, through libcsv. */
#include <csv.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/fatal.h"
#include "server/command_import.h"

#define ERRORS_SHOWN   20
#define PROGRESS_EVERY 1000

/* The line that libcsv is in. */
struct rows {
	struct import_table *table;
	struct arena *arena; /* of this line */
	struct span cells[IMPORT_CELLS_MAX];
	size_t count;
	size_t begins, line; /* where it begins, and where the parser is */
};

void import_complain(struct import_errors *e, size_t line, const char *format, ...)
{
	va_list args;

	if (e->count++ >= ERRORS_SHOWN)
		return;
	fprintf(stderr, "line %zu: ", line);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

void import_errors_end(const struct import_errors *e)
{
	if (e->count > ERRORS_SHOWN)
		fprintf(stderr, "and %zu more\n", e->count - ERRORS_SHOWN);
}

/* Adds an element to an array literal; NULL becomes NULL. */
static void element_add(struct str *array, const char *value)
{
	str_add_char(array, array->len ? ',' : '{');
	if (!value) {
		str_add(array, "NULL");
		return;
	}
	str_add_char(array, '"');
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			str_add_char(array, '\\');
		str_add_char(array, *value);
	}
	str_add_char(array, '"');
}

/* Checks what stands for a column and puts it into the column's array. */
static void value_take(struct rows *r, int index, struct span cell)
{
	struct import_table *t = r->table;
	const struct field *column = &t->noun->columns[index];
	const char *value, *rule;

	value = import_value(r->arena, t->noun, index, cell, &rule);
	if (rule)
		import_complain(&t->errors, r->begins, "%s: %s", column->name, rule);
	else
		element_add(&t->values[index], value);
}

/* Tells whether --where wants the line. */
static bool wanted(const struct rows *r)
{
	const struct import_header *h = &r->table->header;
	struct span cell;

	if (h->where < 0)
		return true;
	cell = span_trim(r->cells[h->where]);
	return h->where_not != (cell.len == h->where_value.len &&
				       memcmp(cell.data, h->where_value.data, cell.len) == 0);
}

/* Takes a whole line. */
static void row_take(struct rows *r)
{
	struct import_table *t = r->table;
	char number[24];

	if (r->count != t->header.count) {
		import_complain(&t->errors, r->begins, "has %zu cells, but the header has %zu",
			r->count, t->header.count);
		return;
	}
	if (!wanted(r))
		return;
	snprintf(number, sizeof(number), "%zu", r->begins);
	element_add(&t->lines, number);
	t->count++;
	for (size_t i = 0; i < r->count; i++)
		if (t->header.columns[i] >= 0)
			value_take(r, t->header.columns[i], r->cells[i]);
	for (int i = 0; t->noun->columns[i].name; i++)
		if (t->header.set[i].data)
			value_take(r, i, t->header.set[i]);
	if (t->progress && t->count % PROGRESS_EVERY == 0)
		fprintf(stderr, "\r%zu lines read", t->count);
}

/* Takes a cell from libcsv; those beyond any header are only counted. */
static void cell_end(void *data, size_t len, void *arg)
{
	struct rows *r = arg;

	if (r->count < IMPORT_CELLS_MAX)
		r->cells[r->count] = (struct span){ arena_copy(r->arena, data, len), len };
	r->count++;
	for (const char *p = data; (p = memchr(p, '\n', len - (size_t)(p - (char *)data))); p++)
		r->line++;
}

/* Takes the end of a line from libcsv, which tells a CR and its LF one by one. */
static void row_end(int character, void *arg)
{
	struct rows *r = arg;

	if (r->count)
		row_take(r);
	r->count = 0;
	r->line += character == '\n';
	r->begins = r->line;
	arena_free(r->arena);
	r->arena = arena_new();
}

/* Runs libcsv over the text; what it does not like is said with the line. */
static void rows_parse(struct rows *r, struct span text)
{
	struct csv_parser parser;
	struct import_table *t = r->table;

	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL | CSV_APPEND_NULL))
		fatal("libcsv does not start");
	csv_set_delim(&parser, (unsigned char)t->header.delimiter);
	if (csv_parse(&parser, text.data, text.len, cell_end, row_end, r) != text.len ||
		csv_fini(&parser, cell_end, row_end, r))
		import_complain(&t->errors, r->begins,
			"a quotation mark stands where none may, or its pair is missing");
	csv_free(&parser);
}

void import_table_read(struct import_table *t, struct span text)
{
	struct rows r = {
		.table = t, .arena = arena_new(), .begins = t->header.line, .line = t->header.line
	};

	rows_parse(&r, text);
	arena_free(r.arena);
	if (t->progress)
		fprintf(stderr, "\r%zu lines read\n", t->count);
	if (!t->count && !t->errors.count)
		import_complain(&t->errors, t->header.line, "the file has no lines to import");
	if (!t->count)
		return;
	str_add_char(&t->lines, '}');
	for (int i = 0; t->noun->columns[i].name; i++)
		if (t->values[i].len)
			str_add_char(&t->values[i], '}');
}

void import_table_free(struct import_table *t)
{
	str_free(&t->lines);
	for (size_t i = 0; i < IMPORT_COLUMNS_MAX; i++)
		str_free(&t->values[i]);
}
