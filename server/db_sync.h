/* PostgreSQL for command-line tools: one statement after the other, each waited for.  Never on a
 * loop.
 *
 * Every error is a sentence for the person at the terminal, which says what to do. */
#ifndef PAKN_DB_SYNC_H
#define PAKN_DB_SYNC_H

#include <stdbool.h>

#include "common/str.h"

struct db_sync;
struct db_rows;

/* Connects; where several hosts are given, to the one that can be written to.  NULL: error is set.
 */
struct db_sync *db_sync_open(const char *conninfo, const char *application_name, struct str *error);
void db_sync_close(struct db_sync *s);

/* Runs SQL text, also several statements.  text need not end with a NUL. */
bool db_sync_run(struct db_sync *s, struct span text, struct str *error);

/* Runs one statement; values[i] is the text form of $i+1, NULL for SQL NULL.  NULL: error is set.
 */
struct db_rows *db_sync_ask(struct db_sync *s, const char *text, int count,
	const char *const *values, struct str *error);

/* Tells whether a transaction that was begun is still open and without an error. */
bool db_sync_in_transaction(const struct db_sync *s);

/* The SQLSTATE of the last error; "" where there was none or it did not come from the server. */
const char *db_sync_sqlstate(const struct db_sync *s);

int db_rows_count(const struct db_rows *rows);

/* Returns a value, NULL for SQL NULL; it lives as long as the rows. */
const char *db_rows_value(const struct db_rows *rows, int row, int column);

void db_rows_free(struct db_rows *rows);

#endif
