#include "server/batch.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/clock.h"
#include "common/fatal.h"
#include "common/log.h"
#include "common/str.h"
#include "queries.h"
#include "server/counters.h"

struct batch {
	struct db *db;
	struct list waiting;  /* rows */
	struct list shed;     /* rows that found the queue full */
	struct list halves;   /* struct send: parts of a failed batch, to go first */
	struct list sent;     /* struct send: under way */
	struct event *flush;  /* runs once more on the loop, outside of any caller */
	struct event *expiry; /* ends the wait of rows for which there is no writer */
	struct batch_limits limits;
	size_t waiting_count, under_way, pending, added;
	uint64_t
		heard_ms; /* when the database last answered, or something was sent to it at rest */
	bool away;
};

/* Rows of one statement, under way or to go first.  Once their owners have been answered, there are
 * no rows any more, and what comes back tells only that somebody is there. */
struct send {
	struct list node;
	struct batch *batch;
	struct batch_row **rows;
	size_t count;
	char tenant[12];
	struct str arrays[COLUMN_COUNT];
	const char *params[COLUMN_COUNT + 1];
};

static struct send *send_new(struct batch *b, struct batch_row **rows, size_t count)
{
	struct send *s = fatal_if_null(calloc(1, sizeof(*s)));

	list_init(&s->node);
	s->batch = b;
	s->rows = fatal_if_null(calloc(count, sizeof(*rows)));
	s->count = count;
	memcpy(s->rows, rows, count * sizeof(*rows));
	snprintf(s->tenant, sizeof(s->tenant), "%d", rows[0]->tenant_id);
	return s;
}

static void send_free(struct send *s)
{
	list_remove(&s->node);
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		str_free(&s->arrays[i]);
	free(s->rows);
	free(s);
}

/* Answers one row; its owner may free it. */
static void row_done(struct batch *b, struct batch_row *row, const struct batch_answer *a)
{
	b->pending--;
	row->done(row->arg, a);
}

/* Gives a row its line of the result. */
static void answer_row(struct send *s, const PGresult *rows, int line)
{
	size_t place = (size_t)atoi(PQgetvalue(rows, line, 0)) - 1;
	struct batch_row *row = place < s->count ? s->rows[place] : NULL;

	if (row) {
		s->rows[place] = NULL;
		row_done(s->batch, row,
			&(struct batch_answer){ DB_OK, atoi(PQgetvalue(rows, line, 1)),
				PQgetvalue(rows, line, 2), PQgetvalue(rows, line, 3), NULL });
	} else {
		fatal("report_submit answered a row that was not sent, or twice");
	}
}

static void answer_all(struct send *s, const struct db_result *res)
{
	for (int i = 0; i < PQntuples(res->rows); i++)
		answer_row(s, res->rows, i);
	for (size_t i = 0; i < s->count; i++)
		if (s->rows[i])
			fatal("report_submit left a row unanswered");
}

/* Answers all rows of a statement alike. */
static void send_fail(struct send *s, const struct db_result *res)
{
	struct batch_row **rows = s->rows;

	s->rows = NULL;
	for (size_t i = 0; i < s->count; i++)
		row_done(s->batch, rows[i],
			&(struct batch_answer){ res->outcome, 0, NULL, NULL, res });
	free(rows);
}

/* Cuts a failed batch in two, which go before anything that waits. */
static void halve(struct send *s)
{
	size_t half = s->count / 2;

	list_append(&s->batch->halves, &send_new(s->batch, s->rows, half)->node);
	list_append(&s->batch->halves, &send_new(s->batch, s->rows + half, s->count - half)->node);
}

static void batch_flush(struct batch *b);
static void expiry_schedule(struct batch *b);

/* Notes that the database has answered. */
static void batch_heard(struct batch *b)
{
	b->heard_ms = clock_mono_ms();
	if (b->away)
		log_info("database_back", "waiting=%zu", b->waiting_count);
	b->away = false;
}

/* Gives the rows of a statement what came of it. */
static void send_answer(struct send *s, const struct db_result *res)
{
	if (res->outcome == DB_OK) {
		answer_all(s, res);
	} else if (res->outcome == DB_ERROR && s->count > 1 && !db_error_passes(res)) {
		log_warning("batch_halved", "rows=%zu sqlstate=%s message=%s", s->count,
			res->sqlstate, db_result_loggable(res));
		halve(s);
		expiry_schedule(s->batch);
	} else {
		send_fail(s, res);
	}
}

static void batch_sent(void *arg, struct db_result *res)
{
	struct send *s = arg;
	struct batch *b = s->batch;

	b->under_way -= s->count;
	if (res->outcome != DB_SHED && !db_is_away(res))
		batch_heard(b);
	if (s->rows)
		send_answer(s, res);
	send_free(s);
	batch_flush(b);
}

static void send_start(struct send *s)
{
	int param = 0;

	for (size_t c = 0; c < COLUMN_COUNT; c++) {
		for (size_t i = 0; i < s->count; i++)
			str_add_element(&s->arrays[c], s->rows[i]->values[c]);
		str_add_char(&s->arrays[c], '}');
	}
	/* The first parameter is the digests, the second the tenant: design.md 10.1. */
	for (size_t c = 0; c < COLUMN_COUNT; c++) {
		s->params[param++] = s->arrays[c].data;
		if (c == COLUMN_digest)
			s->params[param++] = s->tenant;
	}
	counters_add(COUNTER_batches, 1);
	counters_add(COUNTER_batch_rows, s->count);
	if (!s->batch->under_way)
		s->batch->heard_ms = clock_mono_ms();
	s->batch->under_way += s->count;
	list_append(&s->batch->sent, &s->node);
	db_call(s->batch->db, DB_WRITE, &q_report_submit, s->params, batch_sent, s);
}

/* Takes all rows of the first one's tenant, rows_max at the most, out of the list. */
static struct send *take_waiting(struct batch *b, const struct batch_row *first)
{
	struct batch_row **rows = fatal_if_null(calloc(b->limits.rows_max, sizeof(*rows)));
	int tenant_id = first->tenant_id;
	struct list *at = b->waiting.next;
	struct send *s;
	size_t count = 0;

	while (at != &b->waiting && count < b->limits.rows_max) {
		struct batch_row *row = list_item(at, struct batch_row, waiting);

		at = at->next;
		if (row->tenant_id == tenant_id) {
			list_remove(&row->waiting);
			rows[count++] = row;
		}
	}
	b->waiting_count -= count;
	s = send_new(b, rows, count);
	free(rows);
	return s;
}

/* Returns the first row that waits, where what waits shall go now.  A batch costs as much as
 * several reports: beside others, one as large as they are is worth it; a smaller one waits for
 * more rows, or for a writer. */
static const struct batch_row *waiting_first(const struct batch *b)
{
	bool enough = b->waiting_count >= b->under_way || b->waiting_count >= b->limits.rows_max;

	return enough ? list_first(&b->waiting, struct batch_row, waiting) : NULL;
}

/* Sends while a writer is idle and something shall go. */
static void batch_flush(struct batch *b)
{
	while (db_lane_idle(b->db, DB_WRITE) && !(b->away && b->under_way)) {
		struct send *next = list_first(&b->halves, struct send, node);
		const struct batch_row *first = next ? NULL : waiting_first(b);

		if (next)
			list_remove(&next->node);
		else if (first)
			next = take_waiting(b, first);
		else
			return;
		send_start(next);
	}
}

static void writer_idle(void *arg)
{
	batch_flush(arg);
}

/* Answers a row that was sent to nobody. */
static void row_refuse(struct batch *b, struct batch_row *row, const struct db_result *why)
{
	list_remove(&row->waiting);
	row_done(b, row, &(struct batch_answer){ why->outcome, 0, NULL, NULL, why });
}

static const struct db_result nobody_there = { .outcome = DB_LOST };

/* Answers the rows under way; what comes back later is of no more use to them. */
static void sent_give_up(struct batch *b)
{
	for (struct list *at = b->sent.next; at != &b->sent; at = at->next) {
		struct send *s = list_item(at, struct send, node);

		if (s->rows)
			send_fail(s, &nobody_there);
	}
}

/* Answers the rows that wait. */
static void waiting_give_up(struct batch *b)
{
	struct batch_row *row;
	struct send *half;

	while ((half = list_first(&b->halves, struct send, node))) {
		list_remove(&half->node);
		send_fail(half, &nobody_there);
		send_free(half);
	}
	while ((row = list_first(&b->waiting, struct batch_row, waiting))) {
		b->waiting_count--;
		row_refuse(b, row, &nobody_there);
	}
}

/* Tells when, as things stand, the database will have been away for too long: no writer can be
 * used, or none answers.  0: one can, or it does not matter. */
static uint64_t away_due(const struct batch *b)
{
	uint64_t down = db_lane_down_since(b->db, DB_WRITE);
	uint64_t silent = b->under_way ? b->heard_ms : 0;
	uint64_t since = down && (!silent || down < silent) ? down : silent;

	return since && b->limits.away_ms ? since + (uint64_t)b->limits.away_ms : 0;
}

static bool away_over_due(const struct batch *b)
{
	uint64_t due = away_due(b);

	return due && due <= clock_mono_ms();
}

/* Gives up what nobody will take soon; the rows of the one statement that tries, when it is silent
 * for too long, too. */
static void batch_look(struct batch *b)
{
	if (away_over_due(b)) {
		if (!b->away)
			log_warning("database_away", "waiting=%zu under_way=%zu", b->waiting_count,
				b->under_way);
		b->away = true;
		sent_give_up(b);
	}
	if (b->away)
		waiting_give_up(b);
}

/* Answers those that were shed, and sends what came in this turn of the loop. */
static void batch_turn(evutil_socket_t fd, short what, void *arg)
{
	static const struct db_result full = { .outcome = DB_SHED };
	struct batch *b = arg;
	struct batch_row *row;

	(void)fd;
	(void)what;
	while ((row = list_first(&b->shed, struct batch_row, waiting)))
		row_refuse(b, row, &full);
	batch_flush(b);
	batch_look(b);
}

/* Tells when the row that has waited longest has done so long enough; 0: none waits. */
static uint64_t wait_due(const struct batch *b)
{
	const struct send *half = list_first(&b->halves, struct send, node);
	const struct batch_row *first =
		half ? half->rows[0] : list_first(&b->waiting, struct batch_row, waiting);

	return first ? first->added_ms + (uint64_t)b->limits.wait_max_ms : 0;
}

/* Looks again when something may be due: a row's wait, or the patience with a database that says
 * nothing. */
static void expiry_schedule(struct batch *b)
{
	uint64_t now, due, away, left;
	struct timeval delay;

	if (evtimer_pending(b->expiry, NULL))
		return;
	now = clock_mono_ms();
	due = wait_due(b);
	away = away_due(b);
	if (!away && b->limits.away_ms && b->pending)
		away = now + (uint64_t)b->limits.away_ms;
	if (!due || (away && away < due))
		due = away;
	if (!due)
		return;
	left = due > now ? due - now : 1;
	delay = (struct timeval){ (time_t)(left / 1000), (suseconds_t)(left % 1000 * 1000) };
	evtimer_add(b->expiry, &delay);
}

/* Gives rows up that have waited too long: the database is away, or far behind. */
static void batch_expire(evutil_socket_t fd, short what, void *arg)
{
	struct batch *b = arg;
	struct batch_row *row;
	struct send *half;
	uint64_t now = clock_mono_ms();

	(void)fd;
	(void)what;
	while ((half = list_first(&b->halves, struct send, node)) &&
		half->rows[0]->added_ms + (uint64_t)b->limits.wait_max_ms <= now) {
		list_remove(&half->node);
		send_fail(half, &nobody_there);
		send_free(half);
	}
	while ((row = list_first(&b->waiting, struct batch_row, waiting)) &&
		row->added_ms + (uint64_t)b->limits.wait_max_ms <= now) {
		b->waiting_count--;
		row_refuse(b, row, &nobody_there);
	}
	batch_look(b);
	expiry_schedule(b);
}

struct batch *batch_new(struct event_base *base, struct db *db, const struct batch_limits *limits)
{
	struct batch *b = fatal_if_null(calloc(1, sizeof(*b)));

	b->db = db;
	b->limits = *limits;
	list_init(&b->waiting);
	list_init(&b->shed);
	list_init(&b->halves);
	list_init(&b->sent);
	b->flush = fatal_if_null(event_new(base, -1, 0, batch_turn, b));
	b->expiry = fatal_if_null(evtimer_new(base, batch_expire, b));
	db_on_idle(db, DB_WRITE, writer_idle, b);
	return b;
}

void batch_add(struct batch *b, struct batch_row *row)
{
	b->pending++;
	b->added++;
	row->added_ms = clock_mono_ms();
	if (b->waiting_count >= b->limits.queue_max) {
		list_append(&b->shed, &row->waiting);
	} else {
		list_append(&b->waiting, &row->waiting);
		b->waiting_count++;
		expiry_schedule(b);
	}
	event_active(b->flush, EV_TIMEOUT, 0);
}

bool batch_away(const struct batch *b)
{
	return b->away || away_over_due(b);
}

size_t batch_added(const struct batch *b)
{
	return b->added;
}

size_t batch_pending(const struct batch *b)
{
	return b->pending;
}

void batch_free(struct batch *b)
{
	event_free(b->flush);
	event_free(b->expiry);
	free(b);
}
