/* CSV (RFC 4180) for spreadsheets: in UTF-8 with a byte order mark, the keys of the columns first,
 * no cell that one of them takes for a formula.  It is one table: of several sheets, the first. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/fatal.h"
#include "server/sheet.h"

struct csv {
	FILE *file;
	int sheets;
};

/* What a spreadsheet may take for the beginning of a formula, also in full width. */
static const char *const formula_signs[] = { "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－",
	"＠" };

static bool is_formula(struct span text)
{
	for (size_t i = 0; i < sizeof(formula_signs) / sizeof(formula_signs[0]); i++)
		if (span_starts(text, formula_signs[i]))
			return true;
	return false;
}

/* Writes a text in quotes. */
static void put_text(FILE *file, struct span text)
{
	fputc('"', file);
	if (is_formula(text))
		fputc('\'', file);
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == '"')
			fputc('"', file);
		fputc(text.data[i], file);
	}
	fputc('"', file);
}

/* Writes an instant as spreadsheets read one: 2026-01-31 08:30:00. */
static void put_instant(FILE *file, struct span text)
{
	for (size_t i = 0; i < text.len && i < 19; i++)
		fputc(text.data[i] == 'T' ? ' ' : text.data[i], file);
}

static void put_cell(FILE *file, const struct sheet_column *c, const struct sheet_cell *cell)
{
	bool is_rate = c->kind == SHEET_PERCENT || c->kind == SHEET_HOURS;

	if (!cell->text.data)
		fputs(is_rate ? SHEET_DASH : "", file);
	else if (c->kind == SHEET_INSTANT)
		put_instant(file, cell->text);
	else if (sheet_is_number(c, cell) || c->kind == SHEET_DATE)
		fwrite(cell->text.data, 1, cell->text.len, file);
	else
		put_text(file, cell->text);
}

static void *csv_open(int file, const char *folder)
{
	struct csv *w = fatal_if_null(calloc(1, sizeof(*w)));

	(void)folder;
	w->file = fatal_if_null(fdopen(dup(file), "w"));
	fputs("\xEF\xBB\xBF", w->file);
	return w;
}

static bool csv_begin(void *writer, const struct sheet *s)
{
	struct csv *w = writer;

	for (int i = 0; i < s->count && !w->sheets; i++)
		fprintf(w->file, "%s%s", s->columns[i].key, i + 1 < s->count ? "," : "\r\n");
	w->sheets++;
	return !ferror(w->file);
}

static bool csv_row(void *writer, const struct sheet *s, const struct sheet_cell *cells)
{
	struct csv *w = writer;

	for (int i = 0; i < s->count && w->sheets == 1; i++) {
		put_cell(w->file, &s->columns[i], &cells[i]);
		fputs(i + 1 < s->count ? "," : "\r\n", w->file);
	}
	return !ferror(w->file);
}

static bool csv_close(void *writer)
{
	struct csv *w = writer;
	bool good = !ferror(w->file);

	good = fclose(w->file) == 0 && good;
	free(w);
	return good;
}

const struct sheet_format sheet_csv = { "csv", csv_open, csv_begin, csv_row, csv_close };
