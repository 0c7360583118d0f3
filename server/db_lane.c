#include "server/db_lane.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/fatal.h"

/* How often a call is sent before its outcome is reported as it is. */
#define TRIES_MAX 2

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

void db_wake(struct db *db, uint64_t at_ms)
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

void job_finish(struct db *db, struct db_job *job, enum db_outcome outcome)
{
	job->outcome = outcome;
	list_append(&db->finished, &job->node);
}

uint64_t lane_due(const struct db *db, const struct lane *lane)
{
	const struct db_job *job = list_first(&lane->queue, struct db_job, node);
	uint64_t since;

	if (lane->ready || !job)
		return 0;
	since = job->queued_ms < lane->down_ms ? lane->down_ms : job->queued_ms;
	return since + (uint64_t)(job->late ? lane->plan.connect_ms : db->wait_max_ms);
}

void lane_expire(struct db *db, struct lane *lane, uint64_t now)
{
	uint64_t due;

	while ((due = lane_due(db, lane)) && due <= now) {
		struct db_job *job = list_first(&lane->queue, struct db_job, node);

		list_remove(&job->node);
		lane->queued--;
		job_finish(db, job, DB_LOST);
	}
}

struct db_conn *lane_choose(struct lane *lane)
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

void lane_dispatch(struct db *db, struct lane *lane)
{
	struct db_conn *c;
	uint64_t now, due;

	if (list_empty(&lane->queue))
		return;
	now = clock_mono_ms();
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
void lane_conn_moved(struct db_conn *c, enum db_conn_state from)
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
void lane_conn_answered(struct db_conn *c, struct db_job *job)
{
	struct db *db = c->plan->arg;
	struct lane *lane = list_item(c->plan, struct lane, plan);
	bool failed = PQresultStatus(job->answer) == PGRES_FATAL_ERROR;
	bool broken = false;

	if (c->job_count == 0)
		lane->became_idle++;
	if (failed && error_retried(job->answer, &broken) && job->tries < TRIES_MAX &&
		!db->closing) {
		PQclear(job->answer);
		job->answer = NULL;
		job->queued_ms = clock_mono_ms();
		list_prepend(&lane->queue, &job->node);
		lane->queued++;
	} else {
		job_finish(db, job, failed ? DB_ERROR : DB_OK);
	}
	if (broken)
		db_conn_break(c, "the server says that this session is over");
}

/* Takes jobs back whose outcome is unknown.  Behind a job that was late, the others were only
 * waiting: they go first, so that it does not hold them up again. */
void lane_conn_abandoned(struct db_conn *c, struct list *jobs, bool late)
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
		job->late = late && job->due_ms <= now;
		if (job->tries < TRIES_MAX && !db->closing) {
			list_append(&again, &job->node);
			count++;
		} else {
			job_finish(db, job, job->late ? DB_TIMEOUT : DB_LOST);
		}
	}
	lane_requeue(lane, &again, count);
}

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

void lane_init(struct db *db, enum db_lane index, const struct db_settings *s,
	const struct query *const *queries, const struct db_conn_owner *owner)
{
	struct lane *lane = &db->lanes[index];

	lane->conn_count = s->conns[index];
	lane->depth = s->depth[index] > 0 ? s->depth[index] : 1;
	lane->queue_max = s->queue_max[index];
	lane->down_ms = clock_mono_ms();
	list_init(&lane->queue);
	lane_guards(lane, s->deadline_ms[index]);
	lane->plan = (struct db_conn_plan){ db->base, owner, db, db->hosts, queries, lane->guards,
		lane_names[index], s->deadline_ms[index], s->connect_ms };
	lane->conns = fatal_if_null(calloc((size_t)lane->conn_count + 1, sizeof(*lane->conns)));
	for (int i = 0; i < lane->conn_count; i++)
		db_conn_init(&lane->conns[i], &lane->plan);
}

void lane_close(struct db *db, struct lane *lane)
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
