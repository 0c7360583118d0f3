/* Workbooks for spreadsheets (ECMA-376), by libxlsxwriter with constant memory: rows go to a file
 * of the library's own, without a name, and all of them into the workbook at its end. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <xlsxwriter.h>

#include "common/fatal.h"
#include "server/sheet.h"

#define TEXT_MAX  32767 /* of a cell, in units of UTF-16; a character of UTF-8 is never less */
#define NAME_SIZE 128   /* of a sheet: 31 characters */

struct xlsx {
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *head, *kinds[SHEET_KINDS], *dash;
	lxw_row_t rows; /* of this sheet, with the head */
	lxw_col_t last_column;
	bool filtered;
	int part;       /* which sheet of the same table it is */
	uint64_t bytes; /* of the rows of all sheets that are full */
	const char *folder;
};

static const char *const patterns[SHEET_KINDS] = {
	[SHEET_COUNT] = "#,##0",
	[SHEET_PERCENT] = "0.00%",
	[SHEET_HOURS] = "#,##0.00",
	[SHEET_INSTANT] = "dd/mm/yyyy hh:mm:ss",
	[SHEET_DATE] = "dd/mm/yyyy",
};

static void formats_make(struct xlsx *w)
{
	for (int k = 0; k < SHEET_KINDS; k++) {
		w->kinds[k] = workbook_add_format(w->book);
		format_set_align(w->kinds[k], LXW_ALIGN_VERTICAL_TOP);
		if (patterns[k])
			format_set_num_format(w->kinds[k], patterns[k]);
	}
	w->dash = workbook_add_format(w->book);
	format_set_align(w->dash, LXW_ALIGN_RIGHT);
	w->head = workbook_add_format(w->book);
	format_set_bold(w->head);
	format_set_text_wrap(w->head);
	format_set_align(w->head, LXW_ALIGN_VERTICAL_CENTER);
	format_set_bottom(w->head, LXW_BORDER_THIN);
	format_set_bg_color(w->head, 0xDDEBF7);
}

static void *xlsx_open(int file, const char *folder)
{
	lxw_workbook_options options = { .constant_memory = LXW_TRUE,
		.tmpdir = (char *)(uintptr_t)folder,
		.use_zip64 = LXW_TRUE };
	struct xlsx *w = fatal_if_null(calloc(1, sizeof(*w)));
	char path[32];

	w->folder = folder;
	/* The library wants a name; the file has none but this. */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	w->book = workbook_new_opt(path, &options);
	if (!w->book) {
		free(w);
		return NULL;
	}
	formats_make(w);
	return w;
}

/* Ends a sheet: only now is it known where its last row is.  The library does not look whether its
 * rows could be written; this does. */
static bool part_end(struct xlsx *w)
{
	long size;

	if (!w->sheet)
		return true;
	if (w->filtered && w->rows > 1)
		worksheet_autofilter(w->sheet, 0, 0, w->rows - 1, w->last_column);
	size = fflush(w->sheet->file) == 0 && !ferror(w->sheet->file) ? ftell(w->sheet->file) : -1;
	w->bytes += size > 0 ? (uint64_t)size : 0;
	return size >= 0;
}

/* Begins a sheet: the first of a table, or the next where that is full. */
static bool part_begin(struct xlsx *w, const struct sheet *s)
{
	char name[NAME_SIZE];

	w->part++;
	if (w->part == 1)
		snprintf(name, sizeof(name), "%s", s->name);
	else
		snprintf(name, sizeof(name), "%s (%d)", s->name, w->part);
	w->sheet = workbook_add_worksheet(w->book, name);
	if (!w->sheet)
		return false;
	w->last_column = (lxw_col_t)(s->count - 1);
	w->filtered = !s->is_notes;
	worksheet_freeze_panes(w->sheet, 1, 0);
	for (int i = 0; i < s->count; i++) {
		worksheet_set_column(
			w->sheet, (lxw_col_t)i, (lxw_col_t)i, s->columns[i].width, NULL);
		worksheet_write_string(w->sheet, 0, (lxw_col_t)i, s->columns[i].title, w->head);
	}
	w->rows = 1;
	return true;
}

static bool xlsx_begin(void *writer, const struct sheet *s)
{
	struct xlsx *w = writer;

	w->part = 0;
	return part_end(w) && part_begin(w, s);
}

/* Cuts a text to what a cell may hold, between two characters. */
static const char *text_fit(struct span text)
{
	static char fit[TEXT_MAX + 1];
	size_t len = text.len < TEXT_MAX ? text.len : TEXT_MAX;

	while (len < text.len && len && ((unsigned char)text.data[len] & 0xC0) == 0x80)
		len--;
	memcpy(fit, text.data, len);
	fit[len] = '\0';
	return fit;
}

static void put_time(struct xlsx *w, lxw_col_t column, enum sheet_kind kind, struct span text)
{
	lxw_datetime t = { 0 };
	int second = 0;

	if (sscanf(text_fit(text), "%4d-%2d-%2dT%2d:%2d:%2d", &t.year, &t.month, &t.day, &t.hour,
		    &t.min, &second) < 3)
		fatal("sheet: no instant");
	t.sec = second;
	worksheet_write_datetime(w->sheet, w->rows, column, &t, w->kinds[kind]);
}

static void put_cell(
	struct xlsx *w, lxw_col_t i, const struct sheet_column *c, const struct sheet_cell *cell)
{
	bool is_rate = c->kind == SHEET_PERCENT || c->kind == SHEET_HOURS;
	bool is_time = c->kind == SHEET_INSTANT || c->kind == SHEET_DATE;

	if (!cell->text.data) {
		if (is_rate)
			worksheet_write_string(w->sheet, w->rows, i, SHEET_DASH, w->dash);
	} else if (sheet_is_number(c, cell)) {
		double number = strtod(text_fit(cell->text), NULL);

		worksheet_write_number(w->sheet, w->rows, i,
			c->kind == SHEET_PERCENT ? number / 100 : number, w->kinds[c->kind]);
	} else if (is_time) {
		put_time(w, i, c->kind, cell->text);
	} else {
		worksheet_write_string(
			w->sheet, w->rows, i, text_fit(cell->text), w->kinds[SHEET_TEXT]);
	}
}

static bool xlsx_row(void *writer, const struct sheet *s, const struct sheet_cell *cells)
{
	struct xlsx *w = writer;

	if (w->rows == LXW_ROW_MAX && !(part_end(w) && part_begin(w, s)))
		return false;
	for (int i = 0; i < s->count; i++)
		put_cell(w, (lxw_col_t)i, &s->columns[i], &cells[i]);
	w->rows++;
	return true;
}

/* Tells whether there is room for what is still to be written: the rows once more, and the
 * workbook. Were there none, the library would leave some out and say nothing. */
static bool has_room(const struct xlsx *w)
{
	struct statvfs disk;

	return statvfs(w->folder, &disk) == 0 &&
	       (uint64_t)disk.f_bavail * disk.f_frsize / 2 > w->bytes;
}

static bool xlsx_close(void *writer)
{
	struct xlsx *w = writer;
	bool good = part_end(w) && has_room(w);

	/* To close it is the only way to free it. */
	good = workbook_close(w->book) == LXW_NO_ERROR && good;
	free(w);
	return good;
}

const struct sheet_format sheet_xlsx = { "xlsx", xlsx_open, xlsx_begin, xlsx_row, xlsx_close };
