/* What `pakn import` knows of tables in files: which columns each noun has, how a cell is checked,
 * and how a file becomes arrays for one SQL function. */
#ifndef PAKN_COMMAND_IMPORT_H
#define PAKN_COMMAND_IMPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/arena.h"
#include "common/fields.h"
#include "common/str.h"
#include "server/command_database.h"

#define IMPORT_COLUMNS_MAX 48 /* of a noun */
#define IMPORT_CELLS_MAX   64 /* of a line */

struct import_noun {
	const char *name;     /* NULL ends the table */
	const char *function; /* takes the province, line numbers, and one array a used column */
	const struct field *columns;
	const char *const *ignored; /* columns that may be there and are not read; may be NULL */
	const struct import_alias *aliases; /* other names of columns; may be NULL */
	const char *report_code; /* the column with codes of another system: it becomes what the
				  * code is found under, a space, the code; may be NULL */
	/* What else is done in the same transaction; false undoes all of it.  NULL: nothing. */
	bool (*finish)(struct command_database *d, const struct options *o);
	/* Options that the function takes as its last arguments; NULL: none.  One that takes no
	 * argument is true or null. */
	const char *const *options;
};

/* A name that a column has in files of some standard. */
struct import_alias {
	const char *name, *column; /* NULL ends the table */
};

extern const struct import_noun import_nouns[];

/* Not lines but features of GeoJSON: their columns are properties, and the function takes the
 * province's code, the file, its source, and the days of all outlines. */
extern const struct import_noun import_outlines[];

/* Says on stdout what the nouns among the words of a command line take. */
void import_help(int argc, char **argv);

/* Seals who sent the reports that were just stored, which stand in a temporary table. */
bool import_senders_seal(struct command_database *d, const struct options *o);

/* What is wrong with a file: the first sentences are written to stderr at once, the rest counted.
 */
struct import_errors {
	size_t count;
};

void import_complain(struct import_errors *e, size_t line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Says how many there were beyond those shown. */
void import_errors_end(const struct import_errors *e);

/* Checks one cell.  Returns the value as PostgreSQL reads it, NULL where it is empty; sets *rule to
 * a sentence where it is wrong. */
const char *import_value(struct arena *a, const struct import_noun *noun, int index,
	struct span cell, const char **rule);

/* The header: what each cell of a line is. */
struct import_header {
	char delimiter;
	size_t line; /* of the first line below it, from 1 */
	size_t count;
	int columns[IMPORT_CELLS_MAX];       /* index into the noun's columns, -1: ignored */
	bool present[IMPORT_COLUMNS_MAX];    /* by column */
	struct span set[IMPORT_COLUMNS_MAX]; /* by column: its value in all lines; NULL */
	int where;                           /* the cell that must equal where_value; -1 */
	bool where_not;                      /* or must not */
	struct span where_value;
};

/* How the person at the terminal says that names differ; each may be NULL. */
struct import_wishes {
	const char *columns; /* ours=theirs,... */
	const char *where;   /* theirs=value or theirs!=value */
	const char *set;     /* ours=value,... */
};

/* Finds and reads the header and cuts it from *text; false: what is wrong has been said. */
bool import_header_read(struct arena *a, const struct import_noun *noun,
	const struct import_wishes *wishes, struct span *text, struct import_header *h);

/* Takes the values of --set, which may be NULL, into *h; false: what is wrong has been said. */
bool import_set_read(
	struct arena *a, const struct import_noun *noun, const char *set, struct import_header *h);

/* All lines of a file as PostgreSQL array literals. */
struct import_table {
	const struct import_noun *noun;
	struct import_header header;
	bool progress;                         /* somebody looks on */
	struct str lines;                      /* their numbers */
	struct str values[IMPORT_COLUMNS_MAX]; /* by column */
	size_t count;
	struct import_errors errors;
};

/* Reads the lines below the header; what is wrong has been said and stands in t->errors. */
void import_table_read(struct import_table *t, struct span text);
void import_table_free(struct import_table *t);

#endif
