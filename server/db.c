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
#include "server/db_lane.h"

/* Has the callbacks of finished jobs called on the next turn of the loop. */
static void db_finish_later(struct db *db)
{
	static const struct timeval at_once;

	if (!list_empty(&db->finished) && !db->turning && !db->closing)
		event_add(db->later, &at_once);
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
	job->spare = db->spare;
	db->spare = job;
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

static const struct db_conn_owner conn_owner = { lane_conn_moved, lane_conn_answered,
	lane_conn_abandoned, conn_turned };

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
	for (int i = 0; i < DB_LANES; i++)
		lane_init(db, (enum db_lane)i, settings, queries, &conn_owner);
	for (int i = 0; i < DB_LANES; i++)
		for (int k = 0; k < db->lanes[i].conn_count; k++)
			db_conn_start(&db->lanes[i].conns[k]);
	return db;
}

/* Makes a job, from one that was used before where there is one. */
static struct db_job *job_new(struct db *db)
{
	struct db_job *job = db->spare;

	if (job)
		db->spare = job->spare;
	else
		job = fatal_if_null(malloc(sizeof(*job)));
	*job = (struct db_job){ 0 };
	list_init(&job->node);
	db->pending++;
	return job;
}

void db_call(struct db *db, enum db_lane lane, const struct query *q, const char *const *values,
	db_done *done, void *arg)
{
	struct lane *l = &db->lanes[lane];
	struct db_job *job = job_new(db);

	job->query = q;
	job->values = values;
	job->done = done;
	job->arg = arg;
	job->queued_ms = clock_mono_ms();
	if (db->closing) {
		job_finish(db, job, DB_LOST);
	} else if (!l->conn_count || (l->queued >= l->queue_max && !lane_choose(l))) {
		job_finish(db, job, DB_SHED);
	} else {
		list_append(&l->queue, &job->node);
		l->queued++;
		lane_dispatch(db, l);
	}
	db_finish_later(db);
}

const char *db_result_loggable(const struct db_result *res)
{
	return strncmp(res->sqlstate, "22", 2) ? res->message : NULL;
}

bool db_error_passes(const struct db_result *res)
{
	static const char *const passing[] = {
		"08",    /* the connection is gone */
		"25006", /* read-only: another host has taken over */
		"40",    /* give way to another transaction */
		"53",    /* out of connections, memory, disk */
		"55P03", /* waited too long for a lock */
		"57",    /* going down, starting up, cancelled */
		"58",    /* the system under it has failed */
	};

	for (size_t i = 0; i < sizeof(passing) / sizeof(passing[0]); i++)
		if (!strncmp(res->sqlstate, passing[i], strlen(passing[i])))
			return true;
	return false;
}

bool db_is_away(const struct db_result *res)
{
	return res->outcome == DB_LOST || res->outcome == DB_TIMEOUT ||
	       (res->outcome == DB_ERROR && db_error_passes(res));
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

uint64_t db_lane_down_since(const struct db *db, enum db_lane lane)
{
	return db->lanes[lane].ready ? 0 : db->lanes[lane].down_ms;
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

/* Ends everything; the last callbacks are called here. */
static void db_destroy(struct db *db)
{
	struct db_job *job;

	db->closing = true;
	for (int i = 0; i < DB_LANES; i++)
		lane_close(db, &db->lanes[i]);
	while (!list_empty(&db->finished))
		db_deliver(db);
	while ((job = db->spare)) {
		db->spare = job->spare;
		free(job);
	}
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
