#include "server/db_conn.h"

#include <event2/event.h>
#include <event2/util.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "common/fatal.h"
#include "common/log.h"

/* Pauses between attempts to connect: doubled each time, then taken at random from the upper half,
 * so that the connections of many daemons do not come back in step. */
#define PAUSE_FIRST_MS 50
#define PAUSE_MAX_MS   2000

/* A connection that was ready for less than this has not proved that the trouble is over. */
#define STEADY_MS 1000

/* Of equal failures in a row, one in so many is logged as a warning. */
#define WARN_EVERY 32

static const char *const state_names[] = { "waiting", "connecting", "preparing", "ready" };

/* Moves the connection to another state, which must end at due (0: need not end). */
static void conn_move(struct db_conn *c, enum db_conn_state to, uint64_t due)
{
	enum db_conn_state from = c->state;

	log_debug("db_conn", "lane=%s backend=%d from=%s to=%s", c->plan->name,
		c->pg ? PQbackendPID(c->pg) : 0, state_names[from], state_names[to]);
	c->state = to;
	c->due_ms = due;
	c->plan->owner->moved(c, from);
}

static void conn_polled(evutil_socket_t fd, short what, void *arg);
static void conn_readable(evutil_socket_t fd, short what, void *arg);
static void conn_writable(evutil_socket_t fd, short what, void *arg);

void db_conn_init(struct db_conn *c, const struct db_conn_plan *plan)
{
	*c = (struct db_conn){ .plan = plan, .state = DB_CONN_WAITING };
	list_init(&c->jobs);
	event_assign(&c->readable, plan->base, -1, EV_READ, conn_readable, c);
	event_assign(&c->writable, plan->base, -1, EV_WRITE, conn_writable, c);
}

/* Drops notices: they may quote what a citizen wrote, and nobody waits for them. */
static void notice_drop(void *arg, const PGresult *res)
{
	(void)arg;
	(void)res;
}

/* Waits until PQconnectPoll() can go on.  The socket may be another one after each step. */
static void conn_poll_later(struct db_conn *c, short what)
{
	event_assign(&c->readable, c->plan->base, PQsocket(c->pg), what, conn_polled, c);
	event_add(&c->readable, NULL);
}

/* Starts to connect to the host whose turn it is. */
static void conn_connect(struct db_conn *c)
{
	const struct db_conn_plan *plan = c->plan;

	c->pg = fatal_if_null(db_hosts_connect(plan->hosts, c->host, plan->guards));
	conn_move(c, DB_CONN_CONNECTING, clock_mono_ms() + (uint64_t)plan->connect_ms);
	if (PQstatus(c->pg) == CONNECTION_BAD)
		return db_conn_break(c, PQerrorMessage(c->pg));
	PQsetNoticeReceiver(c->pg, notice_drop, NULL);
	conn_poll_later(c, EV_WRITE);
}

void db_conn_start(struct db_conn *c)
{
	c->host = c->plan->hosts->current;
	c->hosts_left = c->plan->hosts->count;
	conn_connect(c);
}

static void conn_prepare(struct db_conn *c);

/* Takes the next step of connecting. */
static void conn_polled(evutil_socket_t fd, short what, void *arg)
{
	struct db_conn *c = arg;

	(void)fd;
	(void)what;
	switch (PQconnectPoll(c->pg)) {
	case PGRES_POLLING_READING:
		conn_poll_later(c, EV_READ);
		break;
	case PGRES_POLLING_WRITING:
		conn_poll_later(c, EV_WRITE);
		break;
	case PGRES_POLLING_OK:
		conn_prepare(c);
		break;
	default:
		db_conn_break(c, PQerrorMessage(c->pg));
	}
	c->plan->owner->turned(c);
}

/* Sends what libpq still holds; waits for room in the socket only while there is something. */
static void conn_flush(struct db_conn *c)
{
	int left = PQflush(c->pg);

	if (left < 0)
		db_conn_break(c, PQerrorMessage(c->pg));
	else if (left > 0)
		event_add(&c->writable, NULL);
}

/* Goes on sending. */
static void conn_writable(evutil_socket_t fd, short what, void *arg)
{
	struct db_conn *c = arg;

	(void)fd;
	(void)what;
	conn_flush(c);
	c->plan->owner->turned(c);
}

/* Sends every statement to prepare, with one sync for all of them. */
static void conn_prepare(struct db_conn *c)
{
	const struct db_conn_plan *plan = c->plan;
	bool ok = PQsetnonblocking(c->pg, 1) == 0 && PQenterPipelineMode(c->pg);

	for (size_t i = 0; ok && plan->queries[i]; i++)
		ok = PQsendPrepare(c->pg, plan->queries[i]->name, plan->queries[i]->text,
			plan->queries[i]->param_count, NULL);
	if (!ok || !PQpipelineSync(c->pg))
		return db_conn_break(c, PQerrorMessage(c->pg));
	c->prepared = 0;
	conn_move(c, DB_CONN_PREPARING,
		clock_mono_ms() + (uint64_t)plan->connect_ms + (uint64_t)plan->deadline_ms);
	event_assign(
		&c->readable, plan->base, PQsocket(c->pg), EV_READ | EV_PERSIST, conn_readable, c);
	event_assign(&c->writable, plan->base, PQsocket(c->pg), EV_WRITE, conn_writable, c);
	event_add(&c->readable, NULL);
	conn_flush(c);
}

/* Tells whether the end of this connection is worth a line that everybody sees. */
static bool conn_news(const struct db_conn *c)
{
	return c->state == DB_CONN_READY || c->failures <= 1 || c->failures % WARN_EVERY == 0;
}

/* Takes the answer to one statement to prepare, or to the sync behind all of them. */
static void conn_take_prepared(struct db_conn *c, const PGresult *res)
{
	const char *why = PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);

	switch (PQresultStatus(res)) {
	case PGRES_COMMAND_OK:
		c->prepared++;
		break;
	case PGRES_PIPELINE_SYNC:
		c->plan->hosts->current = c->host;
		c->ready_ms = clock_mono_ms();
		if (c->failures)
			log_info("db_conn_back", "lane=%s host=%s failures=%u", c->plan->name,
				db_hosts_name(c->plan->hosts, c->host), c->failures);
		conn_move(c, DB_CONN_READY, 0);
		break;
	default:
		log_event(conn_news(c) ? LOG_LEVEL_ERROR : LOG_LEVEL_DEBUG, "db_prepare_failed",
			"lane=%s query=%s message=%s", c->plan->name,
			c->plan->queries[c->prepared] ? c->plan->queries[c->prepared]->name
						      : "sync",
			why ? why : PQresultErrorMessage(res));
		db_conn_break(c, "a statement cannot be prepared: is the schema migrated?");
	}
}

/* Hands the first job back: its sync has come. */
static void conn_answer(struct db_conn *c)
{
	struct db_job *job = list_first(&c->jobs, struct db_job, node);

	if (!job->answer)
		return db_conn_break(c, "a sync without an answer");
	list_remove(&job->node);
	c->job_count--;
	c->plan->owner->answered(c, job);
}

/* Tells whether a result is libpq's own, which has no SQLSTATE: short of memory, it loses answers
 * and syncs of the server.  What was done is unknown then, and what comes next may be another
 * call's. */
static bool is_of_libpq(const PGresult *res)
{
	return PQresultStatus(res) == PGRES_FATAL_ERROR &&
	       !PQresultErrorField(res, PG_DIAG_SQLSTATE);
}

/* Keeps a result of the first job until its sync comes.  An error may come behind rows, when the
 * commit itself fails, and outweighs them; behind anything else, or other rows, a sync was lost. */
static void conn_keep_result(struct db_conn *c, PGresult *res)
{
	struct db_job *job = list_first(&c->jobs, struct db_job, node);
	bool error = PQresultStatus(res) == PGRES_FATAL_ERROR;

	if (is_of_libpq(res) || (job->answer && !error)) {
		db_conn_break(c, error ? PQresultErrorMessage(res) : "a second answer");
		PQclear(res);
	} else {
		PQclear(job->answer);
		job->answer = res;
	}
}

/* Takes one result of the first job. */
static void conn_take_result(struct db_conn *c, PGresult *res)
{
	switch (PQresultStatus(res)) {
	case PGRES_PIPELINE_SYNC:
		PQclear(res);
		return conn_answer(c);
	case PGRES_TUPLES_OK:
	case PGRES_COMMAND_OK:
	case PGRES_FATAL_ERROR:
		return conn_keep_result(c, res);
	default:
		PQclear(res);
		return db_conn_break(c, "an answer of a kind that no statement here may have");
	}
}

/* Takes all results that are there.  A result, NULL; a sync comes without a NULL. */
static void conn_read(struct db_conn *c)
{
	bool ended = false;

	while (c->pg && !PQisBusy(c->pg) && (c->state == DB_CONN_PREPARING || c->job_count)) {
		PGresult *res = PQgetResult(c->pg);

		if (!res && ended)
			return db_conn_break(
				c, "libpq has no more results, but calls are under way");
		ended = !res;
		if (!res)
			continue;
		if (c->state == DB_CONN_READY) {
			conn_take_result(c, res);
		} else {
			conn_take_prepared(c, res);
			PQclear(res);
		}
	}
}

/* Reads what has come; the end of the stream too. */
static void conn_readable(evutil_socket_t fd, short what, void *arg)
{
	struct db_conn *c = arg;

	(void)fd;
	(void)what;
	if (PQconsumeInput(c->pg))
		conn_read(c);
	else
		db_conn_break(c, PQerrorMessage(c->pg));
	c->plan->owner->turned(c);
}

void db_conn_send(struct db_conn *c, struct db_job *job, uint64_t now)
{
	const struct query *q = job->query;

	job->tries++;
	job->due_ms = now + (uint64_t)c->plan->deadline_ms;
	list_append(&c->jobs, &job->node);
	c->job_count++;
	if (PQsendQueryPrepared(c->pg, q->name, q->param_count, job->values, NULL, NULL, 0) &&
		PQpipelineSync(c->pg))
		conn_flush(c);
	else
		db_conn_break(c, PQerrorMessage(c->pg));
}

/* Logs why a connection ended: the first line only, and not each time while nothing changes. */
static void conn_log_break(const struct db_conn *c, const char *why)
{
	char line[200];

	why += !strncmp(why, "\n", 1);
	snprintf(line, sizeof(line), "%.*s", (int)strcspn(why, "\n"), why);
	log_event(conn_news(c) ? LOG_LEVEL_WARNING : LOG_LEVEL_DEBUG, "db_conn_broken",
		"lane=%s host=%s state=%s calls=%d failures=%u why=%s", c->plan->name,
		db_hosts_name(c->plan->hosts, c->host), state_names[c->state], c->job_count,
		c->failures, line);
}

/* Closes the session and takes the jobs off the connection. */
static void conn_drop(struct db_conn *c, struct list *jobs)
{
	event_del(&c->readable);
	event_del(&c->writable);
	PQfinish(c->pg);
	c->pg = NULL;
	list_init(jobs);
	list_move_all(jobs, &c->jobs);
	c->job_count = 0;
}

/* Chooses the next host, and tells how long to wait before it is tried. */
static uint64_t conn_pause(struct db_conn *c, uint64_t now)
{
	struct db_hosts *hosts = c->plan->hosts;
	uint64_t pause = PAUSE_MAX_MS;
	uint32_t chance;

	if (c->state != DB_CONN_READY && --c->hosts_left > 0) {
		c->host = (c->host + 1) % hosts->count;
		return 0;
	}
	if (c->state == DB_CONN_READY && now - c->ready_ms >= STEADY_MS)
		c->failures = 0;
	if (c->failures < 6)
		pause = PAUSE_FIRST_MS << c->failures;
	c->failures++;
	c->host = hosts->current;
	c->hosts_left = hosts->count;
	evutil_secure_rng_get_bytes(&chance, sizeof(chance));
	return pause / 2 + chance % (pause / 2);
}

/* Ends the session, plans the next, and hands the jobs back. */
static void conn_break(struct db_conn *c, const char *why, bool late)
{
	uint64_t now = clock_mono_ms();
	uint64_t pause;
	struct list jobs;

	conn_log_break(c, why);
	pause = conn_pause(c, now);
	conn_drop(c, &jobs);
	conn_move(c, DB_CONN_WAITING, now + pause);
	c->plan->owner->abandoned(c, &jobs, late);
}

void db_conn_break(struct db_conn *c, const char *why)
{
	conn_break(c, why, false);
}

uint64_t db_conn_due(const struct db_conn *c)
{
	const struct db_job *job = list_first(&c->jobs, struct db_job, node);

	if (c->state != DB_CONN_READY)
		return c->due_ms;
	return job ? job->due_ms : 0;
}

void db_conn_tick(struct db_conn *c, uint64_t now)
{
	uint64_t due = db_conn_due(c);

	if (!due || due > now)
		return;
	if (c->state == DB_CONN_WAITING)
		conn_connect(c);
	else
		conn_break(c, "no answer in time", c->state == DB_CONN_READY);
}

void db_conn_close(struct db_conn *c)
{
	struct list jobs;

	conn_drop(c, &jobs);
	conn_move(c, DB_CONN_WAITING, 0);
	c->plan->owner->abandoned(c, &jobs, false);
}
