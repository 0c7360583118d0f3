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
	struct event *flush;  /* runs once more on the loop, outside of any caller */
	struct event *expiry; /* ends the wait of rows for which there is no writer */
	struct batch_limits limits;
	size_t waiting_count, under_way, pending, added;
};

/* Rows under way in one statement. */
struct send {
	struct list halves;
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

	s->batch = b;
	s->rows = fatal_if_null(calloc(count, sizeof(*rows)));
	s->count = count;
	memcpy(s->rows, rows, count * sizeof(*rows));
	snprintf(s->tenant, sizeof(s->tenant), "%d", rows[0]->tenant_id);
	return s;
}

static void send_free(struct send *s)
{
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

/* Answers all rows of a statement alike, and frees it. */
static void send_fail(struct send *s, const struct db_result *res)
{
	for (size_t i = 0; i < s->count; i++)
		row_done(s->batch, s->rows[i],
			&(struct batch_answer){ res->outcome, 0, NULL, NULL, res });
	send_free(s);
}

/* Cuts a failed batch in two, which go before anything that waits. */
static void halve(struct send *s)
{
	size_t half = s->count / 2;

	list_append(&s->batch->halves, &send_new(s->batch, s->rows, half)->halves);
	list_append(
		&s->batch->halves, &send_new(s->batch, s->rows + half, s->count - half)->halves);
}

static void batch_flush(struct batch *b);
static void expiry_schedule(struct batch *b);

static void batch_sent(void *arg, struct db_result *res)
{
	struct send *s = arg;
	struct batch *b = s->batch;

	b->under_way -= s->count;
	if (res->outcome == DB_OK) {
		answer_all(s, res);
		send_free(s);
	} else if (res->outcome == DB_ERROR && s->count > 1 && !db_error_passes(res)) {
		log_warning("batch_halved", "rows=%zu sqlstate=%s message=%s", s->count,
			res->sqlstate, db_result_loggable(res));
		halve(s);
		send_free(s);
		expiry_schedule(b);
	} else {
		send_fail(s, res);
	}
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
	s->batch->under_way += s->count;
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
	while (db_lane_idle(b->db, DB_WRITE)) {
		struct send *next = list_first(&b->halves, struct send, halves);
		const struct batch_row *first = next ? NULL : waiting_first(b);

		if (next)
			list_remove(&next->halves);
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

/* Answers those that were shed, and sends what came in this turn of the loop. */
static void batch_turn(evutil_socket_t fd, short what, void *arg)
{
	static const struct db_result full = { .outcome = DB_SHED };
	struct batch *b = arg;
	struct batch_row *row;

	(void)fd;
	(void)what;
	while ((row = list_first(&b->shed, struct batch_row, waiting))) {
		list_remove(&row->waiting);
		row_done(b, row, &(struct batch_answer){ DB_SHED, 0, NULL, NULL, &full });
	}
	batch_flush(b);
}

/* Looks again when the row that has waited longest has done so long enough. */
static void expiry_schedule(struct batch *b)
{
	const struct send *half = list_first(&b->halves, struct send, halves);
	const struct batch_row *first =
		half ? half->rows[0] : list_first(&b->waiting, struct batch_row, waiting);
	uint64_t now = clock_mono_ms();
	uint64_t end = (first ? first->added_ms : now) + (uint64_t)b->limits.wait_max_ms;
	uint64_t left = end > now ? end - now : 1;
	struct timeval delay = { (time_t)(left / 1000), (suseconds_t)(left % 1000 * 1000) };

	if (first && !evtimer_pending(b->expiry, NULL))
		evtimer_add(b->expiry, &delay);
}

/* Gives rows up that have waited too long: the database is away, or far behind. */
static void batch_expire(evutil_socket_t fd, short what, void *arg)
{
	static const struct db_result away = { .outcome = DB_LOST };
	struct batch *b = arg;
	struct batch_row *row;
	struct send *half;
	uint64_t now = clock_mono_ms();

	(void)fd;
	(void)what;
	while ((half = list_first(&b->halves, struct send, halves)) &&
		half->rows[0]->added_ms + (uint64_t)b->limits.wait_max_ms <= now) {
		list_remove(&half->halves);
		send_fail(half, &away);
	}
	while ((row = list_first(&b->waiting, struct batch_row, waiting)) &&
		row->added_ms + (uint64_t)b->limits.wait_max_ms <= now) {
		list_remove(&row->waiting);
		b->waiting_count--;
		row_done(b, row, &(struct batch_answer){ DB_LOST, 0, NULL, NULL, &away });
	}
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
