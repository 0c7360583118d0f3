/* Tables that are taken away as a file: what they are made of, and who writes each format.
 *
 * A table comes as lines, which SQL writes (sheet_head, sheet_notes) and no C but this reads:
 *
 *   {"name":...,"title":...,"notes":false,"columns":[{"key":...,"title":...,"kind":...,"width":...},...]}
 *   [...]    a row: a value of JSON for each column of the sheet before it
 *   .        the end, without which nothing counts as whole
 *
 * A further head begins a further sheet.  Rows go to the file as they come: their number costs no
 * memory. */
#ifndef PAKN_SHEET_H
#define PAKN_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/span.h"

#define SHEET_COLUMNS_MAX 128

enum sheet_kind {
	SHEET_TEXT,
	SHEET_COUNT,
	SHEET_PERCENT, /* 91.67 is 91.67%; null: there is nothing to divide by */
	SHEET_HOURS,   /* with two places; null: of nothing */
	SHEET_INSTANT, /* RFC 3339, in the time that it shall be shown in */
	SHEET_DATE,    /* 2026-01-31 */
	SHEET_KINDS,
};

struct sheet_column {
	const char *key, *title; /* for machines, for people */
	enum sheet_kind kind;
	double width; /* in characters */
};

struct sheet {
	const char *name, *title; /* name: what a tab says */
	bool is_notes; /* words about the sheets before it: in lines, and not to be filtered */
	int count;
	struct sheet_column columns[SHEET_COLUMNS_MAX];
};

/* One value: as JSON has it, and what it means.  Of null text.data is NULL. */
struct sheet_cell {
	struct span raw, text;
};

/* Tells whether a cell of its kind is a number. */
bool sheet_is_number(const struct sheet_column *column, const struct sheet_cell *cell);

/* What is written where a rate has nothing to divide by. */
#define SHEET_DASH "—"

/* Who writes a format.  All tell whether it could be written; errno says why not. */
struct sheet_format {
	const char *name; /* also the ending of the file's name */
	void *(*open)(
		int file, const char *folder); /* folder: of files of its own; NULL: it failed */
	bool (*begin)(void *writer, const struct sheet *sheet);
	bool (*row)(void *writer, const struct sheet *sheet, const struct sheet_cell *cells);
	bool (*close)(void *writer); /* frees it, too */
};

extern const struct sheet_format sheet_csv, sheet_json, sheet_xlsx;

/* Finds a format by its name; NULL: there is none. */
const struct sheet_format *sheet_format_find(const char *name);

enum sheet_outcome {
	SHEET_STARTED = 1, /* lines may come */
	SHEET_WRITTEN,
	SHEET_BUSY, /* too many are written already */
	SHEET_TOO_LONG,
	SHEET_NO_SPACE,
	SHEET_AWAY, /* whoever writes it has died, or took too long */
	SHEET_FED,  /* what was given is taken: the next lines may come */
};

struct sheet_answer {
	enum sheet_outcome outcome;
	uint64_t rows; /* of the first sheet */
};

/* Reads lines from one descriptor and writes the file to another. */
struct sheet_answer sheet_write(const struct sheet_format *format, int lines, int file,
	const char *folder, uint64_t rows_max);

#endif
