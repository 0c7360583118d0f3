/* The journal: reports that were taken while the database was away, in one SQLite file of this
 * host, until the courier has moved them in.
 *
 * All of it blocks, since it writes to disk: it is for threads (journal_thread.h) and for commands.
 * WAL with synchronous=FULL: what journal_commit() said true to survives a crash of anything.
 *
 * The columns of a report lie in one JSON object by the names of BATCH_COLUMNS, so that the schema
 * is the same whatever they are. */
#ifndef PAKN_JOURNAL_H
#define PAKN_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/str.h"
#include "server/batch.h"
#include "server/journal_state.h"

struct arena;
struct config;
struct journal;

/* rows_max, bytes_max: more is not taken.  bytes_max is of the file. */
struct journal_settings {
	const char *path;
	long rows_max, bytes_max;
	struct journal_state *state; /* NULL: of a command */
};

/* Reads them; the path is the config's. */
struct journal_settings journal_settings_read(const struct config *c, struct journal_state *state);

enum journal_outcome {
	JOURNAL_FAILED, /* it could not be read or written */
	JOURNAL_KEPT,   /* the row is there, once the transaction is committed */
	JOURNAL_NONE,   /* there is no such row */
	JOURNAL_KNOWN,  /* a row with the same key and body is there */
	JOURNAL_OTHER_BODY,
	JOURNAL_CODE_TAKEN, /* by another key */
	JOURNAL_FULL,
};

/* A report to keep, and the code to be used if the first turns out to be another's. */
struct journal_entry {
	const struct batch_row *row;
	uint64_t arrived_ms; /* wall clock */
	const char *spare_code, *spare_secret_digest;
};

/* A row that is there, as far as one has to know it. */
struct journal_found {
	char report_id[37], code[65], key_digest[80], body_hash[80];
};

/* Figures of what lies in it. */
struct journal_figures {
	int64_t waiting, aside;
	uint64_t oldest_ms; /* arrival of the first that waits; 0: none does */
};

/* Opens the file, made where it is missing unless must_exist.  NULL where that fails; error says
 * why.  A file that is damaged is noted in the state. */
struct journal *journal_open(
	const struct journal_settings *settings, bool must_exist, struct str *error);

/* Closes it; NULL is allowed. */
void journal_close(struct journal *j);

/* Tells why the last call failed. */
const char *journal_error(const struct journal *j);

/* A transaction around everything below; writing locks others out.  Where one call in it failed,
 * journal_commit() undoes all of it and says false. */
bool journal_begin(struct journal *j, bool writing);
bool journal_commit(struct journal *j);

/* Keeps a report; where its code is there already, found is filled in. */
enum journal_outcome journal_keep(
	struct journal *j, const struct journal_entry *e, struct journal_found *found);

/* Looks for a report by its code; or, as a row that may be there, by key and body, too. */
enum journal_outcome journal_find(
	struct journal *j, int tenant_id, const char *code, struct journal_found *found);
enum journal_outcome journal_find_row(
	struct journal *j, const struct batch_row *row, struct journal_found *found);

/* Calls take for the rows that wait, in the order in which they arrived, until it says false; the
 * texts are gone when it returns. */
struct journal_row {
	int64_t place;
	int tenant_id;
	uint64_t arrived_ms;
	const char *values[COLUMN_COUNT];
	const char *refused; /* why the database will not have it; NULL: it waits */
	int tries;           /* of which nobody knows what they came to */
};
bool journal_walk(struct journal *j, bool aside,
	bool (*take)(void *arg, const struct journal_row *row), void *arg);

/* Forgets a row that has been moved in. */
void journal_drop(struct journal *j, int64_t place);

/* Sets a row aside, which the database does not take. */
void journal_set_aside(struct journal *j, int64_t place, const char *reason);

/* Notes that a row was sent, and nobody knows what came of it. */
void journal_tried(struct journal *j, int64_t place);

/* Has all rows wait again that were set aside. */
void journal_wait_again(struct journal *j);

/* Gives a row its spare code, since the first one is another's, or (same_key) that of another
 * report with the same key, which its column key_of then names; false where it has none left. */
bool journal_use_spare(struct journal *j, int64_t place, bool same_key);

/* Which host name belongs to which province: what a daemon must know that starts without the
 * database.  host NULL: the province has none.  The texts of a list that is read lie in the arena.
 */
struct journal_host {
	int tenant_id;
	bool is_default;
	const char *host;
	int into_id; /* which one answers for it; 0: itself.  Not kept in the journal. */
};
void journal_hosts_write(struct journal *j, const struct journal_host *items, size_t count);
size_t journal_hosts_read(struct journal *j, struct arena *a, struct journal_host **items);

bool journal_count(struct journal *j, struct journal_figures *out);

/* Says in out what is wrong with the file; false where something is. */
bool journal_check(struct journal *j, struct str *out);

#endif
