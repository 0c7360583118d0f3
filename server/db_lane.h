/* The inside of db.c: lanes with their queues and connections.  For db.c and db_lane.c alone. */
#ifndef PAKN_DB_LANE_H
#define PAKN_DB_LANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/list.h"
#include "server/db.h"
#include "server/db_conn.h"
#include "server/db_hosts.h"

struct event;

struct lane {
	struct db_conn_plan plan;
	struct db_conn *conns;
	int conn_count, depth, ready;
	struct list queue; /* of jobs that wait for a connection */
	int queued, queue_max;
	int became_idle;  /* connections that did so since the last turn */
	uint64_t down_ms; /* since when no connection has been ready */
	char guards[256];
	void (*idle)(void *arg);
	void *idle_arg;
};

struct db {
	struct event_base *base;
	struct db_hosts *hosts;
	struct lane lanes[DB_LANES];
	struct list finished; /* jobs whose callback is due */
	struct db_job *spare; /* jobs for further calls */
	size_t pending;
	struct event *tick;  /* what is due by the clock */
	struct event *later; /* what a call cannot do at once */
	uint64_t tick_ms;    /* for when tick is set; 0: it is not */
	int wait_max_ms;
	bool turning; /* callbacks are being called */
	bool doomed;  /* db_free() came from a callback */
	bool closing; /* no call is sent any more */
};

/* Fills in a lane; its connections are started by db_conn_start(). */
void lane_init(struct db *db, enum db_lane index, const struct db_settings *s,
	const struct query *const *queries, const struct db_conn_owner *owner);

/* Closes the connections of a lane and gives up its jobs. */
void lane_close(struct db *db, struct lane *lane);

/* Finds the usable connection with the fewest jobs under way; NULL where all are full. */
struct db_conn *lane_choose(struct lane *lane);

/* Sends from the queue as long as some connection has room. */
void lane_dispatch(struct db *db, struct lane *lane);

/* Tells when the first job of the queue has waited too long for a connection; 0: as things stand,
 * never. */
uint64_t lane_due(const struct db *db, const struct lane *lane);

/* Gives up the jobs that have waited too long. */
void lane_expire(struct db *db, struct lane *lane, uint64_t now);

/* What connections tell. */
void lane_conn_moved(struct db_conn *c, enum db_conn_state from);
void lane_conn_answered(struct db_conn *c, struct db_job *job);
void lane_conn_abandoned(struct db_conn *c, struct list *jobs, bool late);

/* Ends a job; its callback follows on the loop. */
void job_finish(struct db *db, struct db_job *job, enum db_outcome outcome);

/* Has the tick come at an instant, unless it comes before that anyway. */
void db_wake(struct db *db, uint64_t at_ms);

#endif
