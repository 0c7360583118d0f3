/* One connection of db.c: it connects, prepares every statement, and carries jobs in order.
 *
 *   WAITING -> CONNECTING -> PREPARING -> READY      and from any of them back to WAITING
 *
 * A job is answered only when the sync of its own group has come back; jobs of a connection that
 * breaks are handed back, their outcome unknown. */
#ifndef PAKN_DB_CONN_H
#define PAKN_DB_CONN_H

#include <event2/event_struct.h>
#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/list.h"
#include "server/db.h"
#include "server/db_hosts.h"

struct event_base;

/* One call of db_call(). */
struct db_job {
	struct list node; /* in a lane's queue, under way on a connection, or finished */
	const struct query *query;
	const char *const *values;
	db_done *done;
	void *arg;
	int tries;            /* how often it was sent */
	bool late;            /* its time was used up the first time */
	uint64_t queued_ms;   /* when it entered the queue */
	uint64_t due_ms;      /* when its answer is late */
	PGresult *answer;     /* what came back so far */
	struct db_job *spare; /* the next one that waits to be used again */
	enum db_outcome outcome;
};

enum db_conn_state { DB_CONN_WAITING, DB_CONN_CONNECTING, DB_CONN_PREPARING, DB_CONN_READY };

struct db_conn;

/* What a connection tells its owner.  None but `turned` may call a db_done. */
struct db_conn_owner {
	void (*moved)(struct db_conn *c, enum db_conn_state from);
	/* The job's sync came back; it belongs to the owner again. */
	void (*answered)(struct db_conn *c, struct db_job *job);
	/* The connection broke; its jobs belong to the owner again.  late: the first of them was
	 * late. */
	void (*abandoned)(struct db_conn *c, struct list *jobs, bool late);
	/* Last act of every event: the connection is in peace and may even be freed. */
	void (*turned)(struct db_conn *c);
};

/* The same for all connections of a lane. */
struct db_conn_plan {
	struct event_base *base;
	const struct db_conn_owner *owner;
	void *arg; /* of the owner */
	struct db_hosts *hosts;
	const struct query *const *queries;
	const char *guards; /* server settings, as `-c name=value ...` */
	const char *name;   /* of the lane, for the log */
	int deadline_ms, connect_ms;
};

struct db_conn {
	const struct db_conn_plan *plan;
	enum db_conn_state state;
	PGconn *pg; /* NULL while waiting */
	struct event readable, writable;
	struct list jobs; /* under way, in the order in which they were sent */
	int job_count;
	int prepared;      /* answers to statements to prepare that came back */
	uint64_t due_ms;   /* when the state must have ended; 0 when ready */
	size_t host;       /* that is being tried or in use */
	size_t hosts_left; /* to try before the next pause */
	unsigned failures; /* in a row */
	uint64_t ready_ms; /* when it last became ready */
};

void db_conn_init(struct db_conn *c, const struct db_conn_plan *plan);

/* Starts to connect now. */
void db_conn_start(struct db_conn *c);

/* Sends a job.  Where that fails, the connection breaks and the job comes back as `abandoned`. */
void db_conn_send(struct db_conn *c, struct db_job *job, uint64_t now);

/* Ends the connection; a new one follows after a pause.  why is for the log. */
void db_conn_break(struct db_conn *c, const char *why);

/* Tells when db_conn_tick() has something to do; 0: never, as things stand. */
uint64_t db_conn_due(const struct db_conn *c);

/* Does what is due: connects again after a pause, gives up what is late. */
void db_conn_tick(struct db_conn *c, uint64_t now);

/* Closes for good; jobs under way come back as `abandoned`. */
void db_conn_close(struct db_conn *c);

#endif
