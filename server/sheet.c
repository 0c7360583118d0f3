#include "server/sheet.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/arena.h"
#include "common/fatal.h"
#include "common/json_walk.h"

#define ARENA_ROWS 256 /* whose texts are kept before all are let go */

static const struct sheet_format *const formats[] = { &sheet_csv, &sheet_json, &sheet_xlsx };

static const char *const kinds[SHEET_KINDS] = {
	[SHEET_TEXT] = "text",
	[SHEET_COUNT] = "count",
	[SHEET_PERCENT] = "percent",
	[SHEET_HOURS] = "hours",
	[SHEET_INSTANT] = "instant",
	[SHEET_DATE] = "date",
};

/* A file on its way. */
struct work {
	const struct sheet_format *format;
	void *writer;
	struct arena *head, *cells; /* of the sheet, and of some rows */
	struct sheet sheet;
	uint64_t rows, rows_max;
	int sheets;
};

const struct sheet_format *sheet_format_find(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (!strcmp(formats[i]->name, name))
			return formats[i];
	return NULL;
}

bool sheet_is_number(const struct sheet_column *column, const struct sheet_cell *cell)
{
	return column->kind >= SHEET_COUNT && column->kind <= SHEET_HOURS && cell->text.data &&
	       cell->raw.data[0] != '"';
}

/* Reads one value. */
static struct sheet_cell cell_read(struct arena *a, struct span raw)
{
	struct span text = raw;

	if (raw.data[0] == '"')
		text = json_walk_string(a, raw);
	else if (span_eq(raw, "null"))
		text = (struct span){ 0 };
	return (struct sheet_cell){ raw, text };
}

static enum sheet_kind kind_read(struct span name)
{
	for (enum sheet_kind k = 0; k < SHEET_KINDS; k++)
		if (span_eq(name, kinds[k]))
			return k;
	fatal("sheet: a column of an unknown kind");
}

static void column_read(struct arena *a, struct span object, struct sheet_column *column)
{
	struct span rest = json_walk_inside(object), key, value;

	while (json_walk_member(&rest, &key, &value)) {
		struct span text = cell_read(a, value).text;

		if (span_eq(key, "\"key\""))
			column->key = arena_span(a, text);
		else if (span_eq(key, "\"title\""))
			column->title = arena_span(a, text);
		else if (span_eq(key, "\"kind\""))
			column->kind = kind_read(text);
		else if (span_eq(key, "\"width\""))
			column->width = atof(arena_span(a, text));
	}
}

static void columns_read(struct arena *a, struct span array, struct sheet *s)
{
	struct span rest = json_walk_inside(array), object;

	while (json_walk_item(&rest, &object)) {
		if (s->count == SHEET_COLUMNS_MAX)
			fatal("sheet: too many columns");
		column_read(a, object, &s->columns[s->count++]);
	}
}

/* Begins the sheet of a head. */
static bool head_take(struct work *w, struct span line)
{
	struct span rest = json_walk_inside(line), key, value;

	arena_free(w->head);
	w->head = arena_new();
	w->sheet = (struct sheet){ 0 };
	while (json_walk_member(&rest, &key, &value)) {
		if (span_eq(key, "\"name\""))
			w->sheet.name = arena_span(w->head, cell_read(w->head, value).text);
		else if (span_eq(key, "\"title\""))
			w->sheet.title = arena_span(w->head, cell_read(w->head, value).text);
		else if (span_eq(key, "\"notes\""))
			w->sheet.is_notes = span_eq(value, "true");
		else if (span_eq(key, "\"columns\""))
			columns_read(w->head, value, &w->sheet);
	}
	w->sheets++;
	return w->format->begin(w->writer, &w->sheet);
}

static bool row_take(struct work *w, struct span line)
{
	struct sheet_cell cells[SHEET_COLUMNS_MAX];
	struct span rest = json_walk_inside(line), value;
	int count = 0;

	if (w->rows % ARENA_ROWS == 0) {
		arena_free(w->cells);
		w->cells = arena_new();
	}
	while (count < w->sheet.count && json_walk_item(&rest, &value))
		cells[count++] = cell_read(w->cells, value);
	if (!count || count != w->sheet.count)
		fatal("sheet: a row that does not fit its columns");
	w->rows += w->sheets == 1;
	return w->format->row(w->writer, &w->sheet, cells);
}

static bool line_take(struct work *w, struct span line)
{
	return line.data[0] == '{' ? head_take(w, line) : row_take(w, line);
}

/* Takes all lines as far as the end; SHEET_AWAY: it did not come. */
static enum sheet_outcome lines_take(struct work *w, FILE *lines)
{
	enum sheet_outcome outcome = SHEET_AWAY;
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	while (outcome == SHEET_AWAY && (len = getline(&line, &room, lines)) > 0) {
		if (line[0] == '.')
			outcome = SHEET_WRITTEN;
		else if (!line_take(w, (struct span){ line, (size_t)len }))
			outcome = SHEET_NO_SPACE;
		else if (w->rows > w->rows_max)
			outcome = SHEET_TOO_LONG;
	}
	free(line);
	return outcome;
}

struct sheet_answer sheet_write(const struct sheet_format *format, int lines, int file,
	const char *folder, uint64_t rows_max)
{
	struct work w = { .format = format, .rows_max = rows_max };
	struct sheet_answer a = { .outcome = SHEET_NO_SPACE };
	FILE *stream = fatal_if_null(fdopen(dup(lines), "r"));

	w.writer = format->open(file, folder);
	if (w.writer) {
		a.outcome = lines_take(&w, stream);
		if (!format->close(w.writer) && a.outcome == SHEET_WRITTEN)
			a.outcome = SHEET_NO_SPACE;
	}
	a.rows = w.rows;
	fclose(stream);
	arena_free(w.head);
	arena_free(w.cells);
	return a;
}
