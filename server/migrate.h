/* pakn migrate: brings a database to the schema of this binary.
 *
 * A migration runs once, in its own transaction, in the order of its number; public.pakn_migration
 * says which ones did, and with which text.  All functions are applied anew, in one transaction,
 * after migrations and whenever their text has changed. */
#ifndef PAKN_MIGRATE_H
#define PAKN_MIGRATE_H

#include <stdbool.h>
#include <stdio.h>

#include "common/str.h"
#include "queries.h"
#include "server/db_sync.h"

struct migrate_plan {
	const struct sql_file *migrations, *functions; /* name NULL at the end */
	const char *version;                           /* of this binary */
	bool dry_run;                                  /* only say what would be done */
	bool force_functions; /* apply them even if they have not changed */
	FILE *progress;       /* NULL: quiet */
};

/* Does it.  Of several at once, each waits for the one before.  On false, error is a sentence, and
 * the database is as the last complete step left it. */
bool migrate_run(struct db_sync *db, const struct migrate_plan *plan, struct str *error);

/* The number of the newest migration in this binary. */
int migrate_head(void);

/* Tells whether this binary may run on a schema, by the answer of the query schema_head: not one
 * that lacks a migration, nor one whose migrations ask for a newer binary. */
bool migrate_fits(const char *head, const char *oldest_binary);

/* Compares versions such as 0.10.2: less than, equal to or greater than 0. */
int migrate_version_compare(const char *a, const char *b);

#endif
