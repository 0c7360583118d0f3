/* PostgreSQL without waiting: prepared statements over a few connections in lanes.
 *
 * A call is one statement, one transaction, one sync.  Every statement of PAKN may be repeated
 * (reads by nature, writes by idempotency key or operation id), so db.c itself sends a call whose
 * outcome is unknown once more on another connection before it reports DB_LOST or DB_TIMEOUT. */
#ifndef PAKN_DB_H
#define PAKN_DB_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/query.h"

struct event_base;

enum db_lane { DB_FAST, DB_WRITE, DB_SLOW, DB_COURIER, DB_LANES };

enum db_outcome {
	DB_OK,      /* rows is set */
	DB_ERROR,   /* PostgreSQL refused: sqlstate, message, detail, hint are set */
	DB_TIMEOUT, /* no answer in time, outcome unknown */
	DB_LOST,    /* the connection died, outcome unknown, or none could be had in time */
	DB_SHED,    /* the lane's queue is full; nothing was sent */
};

struct db_result {
	enum db_outcome outcome;
	PGresult *rows;
	char sqlstate[6];
	const char *message, *detail, *hint; /* never NULL on DB_ERROR */
};

/* Called exactly once per db_call(), never from inside it.  The result and everything it points to
 * are gone when the callback returns, unless taken with db_result_take(). */
typedef void db_done(void *arg, struct db_result *res);

/* Tells whether DB_ERROR came from the state of the server and not from the call: the same call may
 * succeed a little later. */
bool db_error_passes(const struct db_result *res);

/* Tells whether the server did not answer, or only that it cannot now. */
bool db_is_away(const struct db_result *res);

/* Takes the rows out of the result; the caller ends with PQclear(). */
PGresult *db_result_take(struct db_result *res);

/* The message of an error as far as it may stand in a log: that of a data exception (class 22)
 * quotes what somebody sent, and becomes NULL. */
const char *db_result_loggable(const struct db_result *res);

struct db_settings {
	const char *conninfo;      /* libpq's; several hosts, comma-separated, are tried in turn */
	int conns[DB_LANES];       /* 0: this process has no such lane */
	int depth[DB_LANES];       /* calls under way per connection (pipeline); 1 = none */
	int queue_max[DB_LANES];   /* calls waiting before DB_SHED */
	int deadline_ms[DB_LANES]; /* from sending to the answer; afterwards the connection is
				      closed */
	int wait_max_ms;           /* in the queue without any usable connection before DB_LOST;
				      connect_ms for a call that was late before */
	int connect_ms;            /* for one host */
	const char *application_name;
};

struct db;

/* Starts to connect.  queries: NULL-terminated table; each is prepared on every connection.  NULL
 * where the conninfo cannot be read: the log says why. */
struct db *db_new(struct event_base *base, const struct db_settings *settings,
	const struct query *const *queries);

/* Runs a statement.  values[i] is the text form of $i+1, NULL for SQL NULL; values and what it
 * points to must stay until done is called. */
void db_call(struct db *db, enum db_lane lane, const struct query *q, const char *const *values,
	db_done *done, void *arg);

/* Tells whether some connection of the lane has nothing under way (batch.c sends only then). */
bool db_lane_idle(const struct db *db, enum db_lane lane);

/* Tells how many connections of the lane can be used now. */
int db_lane_ready(const struct db *db, enum db_lane lane);

/* Tells since when (clock_mono_ms()) no connection of the lane can be used; 0: one can. */
uint64_t db_lane_down_since(const struct db *db, enum db_lane lane);

/* Registers what to call, on the loop, each time a connection of the lane becomes idle. */
void db_on_idle(struct db *db, enum db_lane lane, void (*idle)(void *arg), void *arg);

/* Calls that are queued or under way, all lanes. */
size_t db_pending(const struct db *db);

/* Ends all connections; calls under way get DB_LOST.  Call when db_pending() is 0, or to give up.
 */
void db_free(struct db *db);

#endif
