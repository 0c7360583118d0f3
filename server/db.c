#include "server/db.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/fatal.h"
#include "common/list.h"
#include "common/log.h"
#include "common/str.h"
#include "server/db_conn.h"
#include "server/db_hosts.h"

/* How often a call is sent before its outcome is reported as it is. */
#define TRIES_MAX 2

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
	struct list spare;    /* jobs for further calls */
	size_t pending;
	struct event *tick;  /* what is due by the clock */
	struct event *later; /* what a call cannot do at once */
	uint64_t tick_ms;    /* for when tick is set; 0: it is not */
	int wait_max_ms;
	bool turning; /* callbacks are being called */
	bool doomed;  /* db_free() came from a callback */
	bool closing; /* no call is sent any more */
};

static const char *const lane_names[DB_LANES] = { "fast", "write", "slow", "courier" };

/* What is tried again, by the beginning of its SQLSTATE; and whether the session is of no more use.
 * 25006: this host is read-only now, another one must have taken over. */
static const struct {
	const char *sqlstate;
	bool broken;
} retried[] = {
	{ "40001", false }, /* serialization failure */
	{ "40P01", false }, /* deadlock */
	{ "57P01", true },  /* shut down by the administrator */
	{ "57P02", true },  /* crash of another session */
	{ "57P03", true },  /* starting up */
	{ "26000", true },  /* the prepared statement is gone */
	{ "25006", true },  /* read-only */
	{ "08", true },     /* connection */
};

/* Has the tick come at an instant, unless it comes before that anyway. */
static void db_wake(struct db *db, uint64_t at_ms)
{
	uint64_t now;
	struct timeval delay = { 0 };

	if (db->tick_ms && db->tick_ms <= at_ms)
		return;
	now = clock_mono_ms();
	if (at_ms > now) {
		delay.tv_sec = (time_t)((at_ms - now) / 1000);
		delay.tv_usec = (suseconds_t)((at_ms - now) % 1000 * 1000);
	}
	db->tick_ms = at_ms;
	event_add(db->tick, &delay);
}

/* Has the callbacks of finished jobs called on the next turn of the loop. */
static void db_finish_later(struct db *db)
{
	static const struct timeval at_once;

	if (!list_empty(&db->finished) && !db->turning && !db->closing)
		event_add(db->later, &at_once);
}

/* Ends a job; its callback follows on the loop. */
static void job_finish(struct db *db, struct db_job *job, enum db_outcome outcome)
{
	job->outcome = outcome;
	list_append(&db->finished, &job->node);
}

/* Tells when the first job of the queue has waited too long for a connection; 0: as things stand,
 * never. */
static uint64_t lane_due(const struct db *db, const struct lane *lane)
{
	uint64_t since;

	if (lane->ready || list_empty(&lane->queue))
		return 0;
	since = list_first(&lane->queue, struct db_job, node)->queued_ms;
	if (since < lane->down_ms)
		since = lane->down_ms;
	return since + (uint64_t)db->wait_max_ms;
}

/* Gives up the jobs that have waited too long. */
static void lane_expire(struct db *db, struct lane *lane, uint64_t now)
{
	uint64_t due;

	while ((due = lane_due(db, lane)) && due <= now) {
		struct db_job *job = list_first(&lane->queue, struct db_job, node);

		list_remove(&job->node);
		lane->queued--;
		job_finish(db, job, DB_LOST);
	}
}

/* Finds the usable connection with the fewest jobs under way; NULL where all are full. */
static struct db_conn *lane_choose(struct lane *lane)
{
	struct db_conn *best = NULL;

	for (int i = 0; i < lane->conn_count; i++) {
		struct db_conn *c = &lane->conns[i];

		if (c->state != DB_CONN_READY || c->job_count >= lane->depth)
			continue;
		if (!best || c->job_count < best->job_count)
			best = c;
	}
	return best;
}

/* Sends from the queue as long as some connection has room. */
static void lane_dispatch(struct db *db, struct lane *lane)
{
	uint64_t now = clock_mono_ms();
	struct db_conn *c;
	uint64_t due;

	while (!list_empty(&lane->queue) && (c = lane_choose(lane))) {
		struct db_job *job = list_first(&lane->queue, struct db_job, node);

		list_remove(&job->node);
		lane->queued--;
		db_conn_send(c, job, now);
		if ((due = db_conn_due(c)))
			db_wake(db, due);
	}
	if ((due = lane_due(db, lane)))
		db_wake(db, due);
}

/* Counts the connections of a lane that can be used. */
static void conn_moved(struct db_conn *c, enum db_conn_state from)
{
	struct db *db = c->plan->arg;
	struct lane *lane = list_item(c->plan, struct lane, plan);

	if (c->state == DB_CONN_READY) {
		lane->ready++;
		lane->became_idle++;
	} else if (from == DB_CONN_READY && --lane->ready == 0) {
		lane->down_ms = clock_mono_ms();
	}
	if (c->due_ms)
		db_wake(db, c->due_ms);
}

/* Puts jobs back in front of the queue, as they were sent before all that wait there. */
static void lane_requeue(struct lane *lane, struct list *jobs, int count)
{
	list_move_all(jobs, &lane->queue);
	list_move_all(&lane->queue, jobs);
	lane->queued += count;
}

/* Tells whether an error is worth another try, and whether the session is of use afterwards. */
static bool error_retried(const PGresult *answer, bool *broken)
{
	const char *sqlstate = PQresultErrorField(answer, PG_DIAG_SQLSTATE);
	const char *function = PQresultErrorField(answer, PG_DIAG_SOURCE_FUNCTION);

	for (size_t i = 0; sqlstate && i < sizeof(retried) / sizeof(retried[0]); i++)
		if (!strncmp(sqlstate, retried[i].sqlstate, strlen(retried[i].sqlstate))) {
			*broken = retried[i].broken;
			return true;
		}
	/* "cached plan must not change result type": a migration replaced what the statement reads.
	 * It has the SQLSTATE of everything that is not supported; only its origin tells it apart.
	 */
	*broken = function && !strcmp(function, "RevalidateCachedQuery");
	return *broken;
}

/* Takes a job back whose outcome is known. */
static void conn_answered(struct db_conn *c, struct db_job *job)
{
	struct db *db = c->plan->arg;
	struct lane *lane = list_item(c->plan, struct lane, plan);
	bool failed = PQresultStatus(job->answer) == PGRES_FATAL_ERROR;
	bool broken = false;

	if (c->job_count == 0)
		lane->became_idle++;
	if (failed && error_retried(job->answer, &broken) && job->tries < TRIES_MAX &&
		!db->closing) {
		struct list again;

		PQclear(job->answer);
		job->answer = NULL;
		job->queued_ms = clock_mono_ms();
		list_init(&again);
		list_append(&again, &job->node);
		lane_requeue(lane, &again, 1);
	} else {
		job_finish(db, job, failed ? DB_ERROR : DB_OK);
	}
	if (broken)
		db_conn_break(c, "the server says that this session is over");
}

/* Takes jobs back whose outcome is unknown.  Behind a job that was late, the others were only
 * waiting: they go first, so that it does not hold them up again. */
static void conn_abandoned(struct db_conn *c, struct list *jobs, bool late)
{
	struct db *db = c->plan->arg;
	struct lane *lane = list_item(c->plan, struct lane, plan);
	uint64_t now = clock_mono_ms();
	struct list again;
	int count = 0;

	list_init(&again);
	if (late) {
		struct list *first = jobs->next;

		list_remove(first);
		list_append(jobs, first);
	}
	while (!list_empty(jobs)) {
		struct db_job *job = list_first(jobs, struct db_job, node);

		list_remove(&job->node);
		PQclear(job->answer);
		job->answer = NULL;
		job->queued_ms = now;
		if (job->tries < TRIES_MAX && !db->closing) {
			list_append(&again, &job->node);
			count++;
		} else {
			job_finish(db, job, late && job->due_ms <= now ? DB_TIMEOUT : DB_LOST);
		}
	}
	lane_requeue(lane, &again, count);
}

/* Fills in what a callback sees. */
static void result_fill(struct db_result *res, const struct db_job *job)
{
	static const int fields[] = { PG_DIAG_MESSAGE_PRIMARY, PG_DIAG_MESSAGE_DETAIL,
		PG_DIAG_MESSAGE_HINT };
	const char **texts[] = { &res->message, &res->detail, &res->hint };
	const char *sqlstate;

	*res = (struct db_result){ .outcome = job->outcome };
	if (job->outcome == DB_OK)
		res->rows = job->answer;
	if (job->outcome != DB_ERROR)
		return;
	sqlstate = PQresultErrorField(job->answer, PG_DIAG_SQLSTATE);
	snprintf(res->sqlstate, sizeof(res->sqlstate), "%s", sqlstate ? sqlstate : "XX000");
	for (size_t i = 0; i < 3; i++) {
		const char *text = PQresultErrorField(job->answer, fields[i]);

		*texts[i] = text ? text : "";
	}
}

/* Calls the callback of a job that is in no list any more, and keeps the job for another call. */
static void job_deliver(struct db *db, struct db_job *job)
{
	struct db_result res;

	result_fill(&res, job);
	db->pending--;
	job->done(job->arg, &res);
	PQclear(job->outcome == DB_OK ? res.rows : job->answer);
	list_append(&db->spare, &job->node);
}

/* Calls the callbacks of all jobs that have finished until now; new ones wait for the next turn. */
static void db_deliver(struct db *db)
{
	struct db_job *job;
	struct list now;

	list_init(&now);
	list_move_all(&now, &db->finished);
	while ((job = list_first(&now, struct db_job, node))) {
		list_remove(&job->node);
		job_deliver(db, job);
	}
}

/* Tells whoever asked that connections became idle, as long as they still are. */
static void lane_tell_idle(struct db *db, enum db_lane index)
{
	struct lane *lane = &db->lanes[index];
	int times = lane->became_idle;

	lane->became_idle = 0;
	for (; times > 0 && !db->doomed && lane->idle && db_lane_idle(db, index); times--)
		lane->idle(lane->idle_arg);
}

static void db_destroy(struct db *db);

/* Ends every event: sends what can be sent, then calls callbacks. */
static void db_turn(struct db *db)
{
	db->turning = true;
	for (int i = 0; i < DB_LANES; i++)
		lane_dispatch(db, &db->lanes[i]);
	db_deliver(db);
	for (int i = 0; i < DB_LANES; i++)
		lane_tell_idle(db, (enum db_lane)i);
	db->turning = false;
	if (db->doomed)
		db_destroy(db);
	else
		db_finish_later(db);
}

static void conn_turned(struct db_conn *c)
{
	db_turn(c->plan->arg);
}

/* Sets the tick for the earliest instant at which something is due. */
static void db_wake_next(struct db *db)
{
	uint64_t due;

	for (int i = 0; i < DB_LANES; i++) {
		struct lane *lane = &db->lanes[i];

		if ((due = lane_due(db, lane)))
			db_wake(db, due);
		for (int k = 0; k < lane->conn_count; k++)
			if ((due = db_conn_due(&lane->conns[k])))
				db_wake(db, due);
	}
}

/* Does what is due by the clock. */
static void db_ticked(evutil_socket_t fd, short what, void *arg)
{
	struct db *db = arg;
	uint64_t now = clock_mono_ms();

	(void)fd;
	(void)what;
	db->tick_ms = 0;
	for (int i = 0; i < DB_LANES; i++) {
		struct lane *lane = &db->lanes[i];

		for (int k = 0; k < lane->conn_count; k++)
			db_conn_tick(&lane->conns[k], now);
		lane_expire(db, lane, now);
	}
	db_wake_next(db);
	db_turn(db);
}

/* Does what a call could not do at once. */
static void db_turn_later(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	db_turn(arg);
}

static const struct db_conn_owner conn_owner = { conn_moved, conn_answered, conn_abandoned,
	conn_turned };

/* Writes the server's own limits: a little above our deadline, so that a statement that we have
 * given up does not run on; waiting for a lock ends before it, with an error instead of a lost
 * connection. */
static void lane_guards(struct lane *lane, int deadline_ms)
{
	int above = deadline_ms + deadline_ms / 10 + 100;

	snprintf(lane->guards, sizeof(lane->guards),
		"-c statement_timeout=%d -c lock_timeout=%d -c "
		"idle_in_transaction_session_timeout=%d"
		" -c timezone=Asia/Ho_Chi_Minh -c jit=off",
		above, deadline_ms / 2 + 1, above);
}

/* Fills in a lane. */
static void lane_init(struct db *db, enum db_lane index, const struct db_settings *s,
	const struct query *const *queries)
{
	struct lane *lane = &db->lanes[index];

	lane->conn_count = s->conns[index];
	lane->depth = s->depth[index] > 0 ? s->depth[index] : 1;
	lane->queue_max = s->queue_max[index];
	lane->down_ms = clock_mono_ms();
	list_init(&lane->queue);
	lane_guards(lane, s->deadline_ms[index]);
	lane->plan = (struct db_conn_plan){ db->base, &conn_owner, db, db->hosts, queries,
		lane->guards, lane_names[index], s->deadline_ms[index], s->connect_ms };
	lane->conns = fatal_if_null(calloc((size_t)lane->conn_count + 1, sizeof(*lane->conns)));
	for (int i = 0; i < lane->conn_count; i++)
		db_conn_init(&lane->conns[i], &lane->plan);
}

struct db *db_new(struct event_base *base, const struct db_settings *settings,
	const struct query *const *queries)
{
	struct str error = { 0 };
	struct db_hosts *hosts =
		db_hosts_new(settings->conninfo, settings->application_name, &error);
	struct db *db;

	if (!hosts) {
		log_error("db_setting", "message=%s", error.data);
		str_free(&error);
		return NULL;
	}
	db = fatal_if_null(calloc(1, sizeof(*db)));
	db->base = base;
	db->hosts = hosts;
	db->wait_max_ms = settings->wait_max_ms;
	db->tick = fatal_if_null(evtimer_new(base, db_ticked, db));
	db->later = fatal_if_null(evtimer_new(base, db_turn_later, db));
	list_init(&db->finished);
	list_init(&db->spare);
	for (int i = 0; i < DB_LANES; i++)
		lane_init(db, (enum db_lane)i, settings, queries);
	for (int i = 0; i < DB_LANES; i++)
		for (int k = 0; k < db->lanes[i].conn_count; k++)
			db_conn_start(&db->lanes[i].conns[k]);
	return db;
}

/* Makes a job, from one that was used before where there is one. */
static struct db_job *job_new(struct db *db)
{
	struct db_job *job = list_first(&db->spare, struct db_job, node);

	if (job)
		list_remove(&job->node);
	else
		job = fatal_if_null(malloc(sizeof(*job)));
	*job = (struct db_job){ 0 };
	list_init(&job->node);
	db->pending++;
	return job;
}

void db_call(struct db *db, enum db_lane index, const struct query *q, const char *const *values,
	db_done *done, void *arg)
{
	struct lane *lane = &db->lanes[index];
	struct db_job *job = job_new(db);

	job->query = q;
	job->values = values;
	job->done = done;
	job->arg = arg;
	job->queued_ms = clock_mono_ms();
	if (db->closing) {
		job_finish(db, job, DB_LOST);
	} else if (!lane->conn_count || (lane->queued >= lane->queue_max && !lane_choose(lane))) {
		job_finish(db, job, DB_SHED);
	} else {
		list_append(&lane->queue, &job->node);
		lane->queued++;
		lane_dispatch(db, lane);
	}
	db_finish_later(db);
}

PGresult *db_result_take(struct db_result *res)
{
	PGresult *rows = res->rows;

	res->rows = NULL;
	return rows;
}

bool db_lane_idle(const struct db *db, enum db_lane index)
{
	const struct lane *lane = &db->lanes[index];

	for (int i = 0; i < lane->conn_count; i++)
		if (lane->conns[i].state == DB_CONN_READY && lane->conns[i].job_count == 0)
			return true;
	return false;
}

int db_lane_ready(const struct db *db, enum db_lane lane)
{
	return db->lanes[lane].ready;
}

void db_on_idle(struct db *db, enum db_lane lane, void (*idle)(void *arg), void *arg)
{
	db->lanes[lane].idle = idle;
	db->lanes[lane].idle_arg = arg;
}

size_t db_pending(const struct db *db)
{
	return db->pending;
}

/* Closes the connections of a lane and gives up its queue. */
static void lane_close(struct db *db, struct lane *lane)
{
	for (int i = 0; i < lane->conn_count; i++)
		db_conn_close(&lane->conns[i]);
	while (!list_empty(&lane->queue)) {
		struct db_job *job = list_first(&lane->queue, struct db_job, node);

		list_remove(&job->node);
		job_finish(db, job, DB_LOST);
	}
	free(lane->conns);
	lane->conns = NULL;
	lane->conn_count = 0;
}

/* Frees a list of jobs. */
static void jobs_free(struct list *jobs)
{
	struct db_job *job;

	while ((job = list_first(jobs, struct db_job, node))) {
		list_remove(&job->node);
		free(job);
	}
}

/* Ends everything; the last callbacks are called here. */
static void db_destroy(struct db *db)
{
	db->closing = true;
	for (int i = 0; i < DB_LANES; i++)
		lane_close(db, &db->lanes[i]);
	while (!list_empty(&db->finished))
		db_deliver(db);
	jobs_free(&db->spare);
	event_free(db->tick);
	event_free(db->later);
	db_hosts_free(db->hosts);
	free(db);
}

void db_free(struct db *db)
{
	if (!db)
		return;
	if (db->turning)
		db->doomed = true;
	else
		db_destroy(db);
}
