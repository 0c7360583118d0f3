#include "server/batch.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/clock.h"
#include "common/fatal.h"
#include "common/log.h"
#include "common/random.h"
#include "common/str.h"
#include "queries.h"
#include "server/batch_send.h"
#include "server/counters.h"

#define LINGER_MS   100 /* that a row waits for others, while a writer is idle beside a busy one */
#define GATHER_MIN  4   /* rows of a statement after whose answers more are waited for */
#define GATHER_MAX  64  /* rows that go at once: a statement's own cost is little beside theirs */
#define GATHER_MS   1
#define PACE_MS     2000 /* of statements, before what they wrote fades */
#define BUSY        100  /* reports a second */
#define RETRY_MAX_S 30

/* What was written of late, and how long statements took for it; both fade. */
struct pace {
	uint64_t rows, ms;
};

/* Until when, and until how many rows wait, the next statement is held. */
struct gather {
	uint64_t until_ms;
	size_t rows;
};

struct batch {
	struct db *db;
	struct list waiting;  /* rows */
	struct list shed;     /* rows that were turned away */
	struct list pending;  /* all rows, in the order of their deadlines */
	struct list halves;   /* struct send: parts of a failed batch, to go first */
	struct event *flush;  /* runs once more on the loop, outside of any caller */
	struct event *expiry; /* ends the wait of rows at their deadline */
	struct batch_limits limits;
	struct pace pace;
	struct gather gather;
	uint64_t failing_ms; /* since when nothing has got through; 0: the last statement did */
	uint64_t heard_ms;   /* when the database last answered, or was first asked after a rest */
	bool away;
	size_t waiting_count, under_way, pending_count, added;
};

/* Answers one row; its owner may free it, or add it again. */
static void row_done(struct batch *b, struct batch_row *row, const struct batch_answer *a)
{
	if (row->send)
		row->send->rows[row->place] = NULL;
	row->send = NULL;
	list_remove(&row->pending);
	b->pending_count--;
	row->done(row->arg, a);
}

/* Answers one row that came to nothing. */
static void row_fail(struct batch *b, struct batch_row *row, const struct db_result *why)
{
	row_done(b, row, &(struct batch_answer){ why->outcome, 0, NULL, NULL, why });
}

/* Gives a row its line of the result; one whose time was up has had its answer. */
static void answer_row(struct send *s, const PGresult *rows, int line)
{
	size_t place = (size_t)atoi(PQgetvalue(rows, line, 0)) - 1;

	if (place >= s->count)
		fatal("report_submit answered a row that was not sent");
	if (s->rows[place])
		row_done(s->batch, s->rows[place],
			&(struct batch_answer){ DB_OK, atoi(PQgetvalue(rows, line, 1)),
				PQgetvalue(rows, line, 2), PQgetvalue(rows, line, 3), NULL });
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
	for (size_t i = 0; i < s->count; i++)
		if (s->rows[i])
			row_fail(s->batch, s->rows[i], res);
}

/* Cuts a failed batch in two, which go before anything that waits. */
static void halve(struct send *s)
{
	size_t half = s->count / 2;

	list_append(&s->batch->halves, &send_new(s->batch, s->tenant, s->rows, half)->halves);
	list_append(&s->batch->halves,
		&send_new(s->batch, s->tenant, s->rows + half, s->count - half)->halves);
}

/* Notes how long a statement took; what was long ago weighs less and less. */
static void pace_note(struct pace *p, size_t rows, uint64_t sent_ms)
{
	p->rows += rows;
	p->ms += clock_mono_ms() - sent_ms;
	if (p->ms > PACE_MS) {
		p->rows /= 2;
		p->ms /= 2;
	}
}

/* Tells whether a statement is worth sending in halves: whatever it failed by may be one row's
 * doing, be it that the row kills whoever takes it. */
static bool divisible(const struct send *s, const struct db_result *res)
{
	return s->count > 1 &&
	       (res->outcome == DB_LOST || (res->outcome == DB_ERROR && !db_error_passes(res)));
}

/* Notes that something did not get through. */
static void failing_note(struct batch *b)
{
	if (!b->failing_ms)
		b->failing_ms = clock_mono_ms();
}

/* Notes that the database has answered. */
static void heard_note(struct batch *b)
{
	b->heard_ms = clock_mono_ms();
	b->failing_ms = 0;
	if (b->away)
		log_info("database_back", "waiting=%zu", b->waiting_count);
	b->away = false;
}

/* Holds the next statement for a moment: who has just been answered by a large one sends again, and
 * one statement for those and for what waits already costs less than two.  Where few were answered,
 * or others are under way, nothing is held. */
static void gather_begin(struct batch *b, size_t answered)
{
	size_t rows = b->waiting_count + answered * 3 / 4;

	if (answered < GATHER_MIN || b->under_way)
		return;
	b->gather.rows = rows < GATHER_MAX ? rows : GATHER_MAX;
	b->gather.until_ms = clock_mono_ms() + GATHER_MS;
}

static bool gathering(const struct batch *b)
{
	return b->waiting_count < b->gather.rows && clock_mono_ms() < b->gather.until_ms;
}

static void batch_flush(struct batch *b);
static void expiry_schedule(struct batch *b);

static void batch_sent(void *arg, struct db_result *res)
{
	static const struct db_result unknown = { .outcome = DB_TIMEOUT };
	struct send *s = arg;
	struct batch *b = s->batch;

	b->under_way -= s->count;
	if (db_is_away(res))
		failing_note(b);
	else
		heard_note(b);
	if (res->outcome == DB_OK) {
		answer_all(s, res);
		pace_note(&b->pace, s->count, s->sent_ms);
		gather_begin(b, s->count);
	} else if (divisible(s, res)) {
		log_warning("batch_halved", "rows=%zu sqlstate=%s message=%s", s->count,
			res->outcome == DB_ERROR ? res->sqlstate : "none",
			res->outcome == DB_ERROR ? db_result_loggable(res) : "connection lost");
		halve(s);
	} else {
		send_fail(s, res->outcome == DB_LOST ? &unknown : res);
	}
	send_free(s);
	batch_flush(b);
}

static void send_start(struct send *s)
{
	send_write(s);
	counters_add(COUNTER_batches, 1);
	counters_add(COUNTER_batch_rows, s->count);
	s->sent_ms = clock_mono_ms();
	if (!s->batch->under_way)
		s->batch->heard_ms = s->sent_ms;
	s->batch->under_way += s->count;
	db_call(s->batch->db, DB_WRITE, &q_report_submit, s->params, batch_sent, s);
}

/* Takes all rows of the first one's tenant, rows_max at the most, out of the list. */
static struct send *take_waiting(struct batch *b, const struct batch_row *first)
{
	struct batch_row **rows = fatal_if_null(calloc(b->limits.rows_max, sizeof(*rows)));
	int tenant_id = first->tenant_id;
	char tenant[12];
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
	snprintf(tenant, sizeof(tenant), "%d", tenant_id);
	s = send_new(b, tenant, rows, count);
	free(rows);
	return s;
}

/* Tells when a row has waited long enough for others to go with it. */
static uint64_t lingered_ms(const struct batch *b, const struct batch_row *row)
{
	return row->due_ms - (uint64_t)b->limits.deadline_ms + LINGER_MS;
}

/* Returns the first row that waits, where what waits shall go now.  A batch costs as much as
 * several reports: beside others, one as large as they are is worth it; a smaller one waits for
 * more rows, or for a writer, but not long: what is under way may be stuck. */
static const struct batch_row *waiting_first(const struct batch *b)
{
	const struct batch_row *first = list_first(&b->waiting, struct batch_row, waiting);

	if (gathering(b))
		return NULL;
	if (b->waiting_count >= b->under_way || b->waiting_count >= b->limits.rows_max)
		return first;
	return first && lingered_ms(b, first) <= clock_mono_ms() ? first : NULL;
}

/* Takes the statement that shall go now; NULL where none shall. */
static struct send *send_next(struct batch *b)
{
	struct send *half;
	const struct batch_row *first;

	while ((half = list_first(&b->halves, struct send, halves))) {
		list_remove(&half->halves);
		send_pack(half);
		if (half->count)
			return half;
		send_free(half);
	}
	first = waiting_first(b);
	return first ? take_waiting(b, first) : NULL;
}

/* Sends while a writer is idle and something shall go; while the database is away, one statement at
 * a time. */
static void batch_flush(struct batch *b)
{
	struct send *next;

	while (db_lane_idle(b->db, DB_WRITE) && !(b->away && b->under_way) && (next = send_next(b)))
		send_start(next);
	if (gathering(b))
		expiry_schedule(b);
}

static void writer_idle(void *arg)
{
	batch_flush(arg);
}

/* Tells whether a row has been sent, so that nobody knows what becomes of it. */
static bool row_sent(const struct batch_row *row)
{
	return row->send && row->send->sent_ms;
}

/* Gives a row up: it was never sent, or nobody knows what became of it. */
static void row_give_up(struct batch *b, struct batch_row *row)
{
	static const struct db_result away = { .outcome = DB_LOST };
	static const struct db_result unknown = { .outcome = DB_TIMEOUT };

	failing_note(b);
	if (!row->send) {
		list_remove(&row->waiting);
		b->waiting_count--;
	}
	row_fail(b, row, row_sent(row) ? &unknown : &away);
}

/* Gives up what is due. */
static void due_give_up(struct batch *b)
{
	uint64_t now = clock_mono_ms();

	while (!list_empty(&b->pending)) {
		struct batch_row *row = list_item(b->pending.next, struct batch_row, pending);

		if (row->due_ms > now)
			return;
		row_give_up(b, row);
	}
}

/* Gives up what waits, and what is under way, too, where that is silent; not what is added in the
 * meantime. */
static void batch_give_up(struct batch *b, bool silent)
{
	struct list *at = b->pending.next, *last = b->pending.prev;
	bool more = !list_empty(&b->pending);

	while (more) {
		struct batch_row *row = list_item(at, struct batch_row, pending);

		more = at != last;
		at = at->next;
		if (silent || !row_sent(row))
			row_give_up(b, row);
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
static void away_look(struct batch *b)
{
	bool silent = away_over_due(b);

	if (silent && !b->away)
		log_warning("database_away", "waiting=%zu under_way=%zu", b->waiting_count,
			b->under_way);
	b->away = b->away || silent;
	if (b->away)
		batch_give_up(b, silent);
}

/* Answers those that were turned away, and sends what came in this turn of the loop. */
static void batch_turn(evutil_socket_t fd, short what, void *arg)
{
	static const struct db_result full = { .outcome = DB_SHED };
	struct batch *b = arg;
	struct batch_row *row;

	(void)fd;
	(void)what;
	while ((row = list_first(&b->shed, struct batch_row, waiting))) {
		list_remove(&row->waiting);
		row_fail(b, row, &full);
	}
	batch_flush(b);
	away_look(b);
}

static void sooner(uint64_t *at, uint64_t other)
{
	if (other && other < *at)
		*at = other;
}

/* Looks again when the first deadline comes, or before that when a row has waited for others, or
 * when the patience with a database that says nothing may be over. */
static void expiry_schedule(struct batch *b)
{
	const struct batch_row *first = list_first(&b->pending, struct batch_row, pending);
	const struct batch_row *waits = list_first(&b->waiting, struct batch_row, waiting);
	uint64_t now = clock_mono_ms(), at;
	struct timeval delay;

	if (!first)
		return;
	at = first->due_ms;
	if (gathering(b))
		sooner(&at, b->gather.until_ms);
	if (waits && lingered_ms(b, waits) > now)
		sooner(&at, lingered_ms(b, waits));
	if (b->limits.away_ms)
		sooner(&at, now + (uint64_t)b->limits.away_ms);
	sooner(&at, away_due(b));
	if (at <= now)
		at = now + 1;
	delay.tv_sec = (time_t)((at - now) / 1000);
	delay.tv_usec = (suseconds_t)((at - now) % 1000 * 1000);
	evtimer_add(b->expiry, &delay);
}

/* Does what is due by the clock. */
static void batch_expire(evutil_socket_t fd, short what, void *arg)
{
	struct batch *b = arg;

	(void)fd;
	(void)what;
	due_give_up(b);
	batch_flush(b);
	away_look(b);
	expiry_schedule(b);
}

struct batch *batch_new(struct event_base *base, struct db *db, const struct batch_limits *limits)
{
	struct batch *b = fatal_if_null(calloc(1, sizeof(*b)));

	b->db = db;
	b->limits = *limits;
	list_init(&b->waiting);
	list_init(&b->shed);
	list_init(&b->pending);
	list_init(&b->halves);
	b->flush = fatal_if_null(event_new(base, -1, 0, batch_turn, b));
	b->expiry = fatal_if_null(evtimer_new(base, batch_expire, b));
	db_on_idle(db, DB_WRITE, writer_idle, b);
	return b;
}

/* Enters a row by its deadline, which only of one that was added before is not the last. */
static void pending_add(struct batch *b, struct batch_row *row)
{
	struct list *before = b->pending.prev;

	while (before != &b->pending &&
		list_item(before, struct batch_row, pending)->due_ms > row->due_ms)
		before = before->prev;
	list_prepend(before, &row->pending);
}

/* Tells whether a row that came now would wait in vain. */
static bool queue_full(const struct batch *b, uint64_t now)
{
	const struct batch_row *first = list_first(&b->waiting, struct batch_row, waiting);

	return b->waiting_count >= b->limits.queue_max ||
	       (first && first->due_ms < now + (uint64_t)b->limits.deadline_ms / 2);
}

void batch_add(struct batch *b, struct batch_row *row)
{
	uint64_t now = clock_mono_ms();

	b->added++;
	b->pending_count++;
	if (!row->due_ms)
		row->due_ms = now + (uint64_t)b->limits.deadline_ms;
	if (queue_full(b, now)) {
		list_init(&row->pending);
		list_append(&b->shed, &row->waiting);
	} else {
		pending_add(b, row);
		list_append(&b->waiting, &row->waiting);
		b->waiting_count++;
		if (!evtimer_pending(b->expiry, NULL))
			expiry_schedule(b);
	}
	event_active(b->flush, EV_TIMEOUT, 0);
}

bool batch_away(const struct batch *b)
{
	return b->away || away_over_due(b);
}

int batch_retry_s(const struct batch *b)
{
	uint64_t writers = (uint64_t)db_lane_ready(b->db, DB_WRITE);
	uint64_t wait_s = 0;
	unsigned char chance;

	if (b->failing_ms)
		wait_s = 1 + (clock_mono_ms() - b->failing_ms) / 1000;
	else if (writers && b->pace.rows)
		wait_s = b->waiting_count * b->pace.ms / b->pace.rows / writers / 1000;
	if (wait_s > RETRY_MAX_S)
		wait_s = RETRY_MAX_S;
	/* Not all at one instant. */
	random_bytes(&chance, 1);
	return 1 + (int)wait_s + chance % (1 + (int)wait_s / 2);
}

bool batch_busy(const struct batch *b, struct batch_look *last)
{
	struct batch_look now = { b->added, clock_mono_us() };
	bool busy = (now.added - last->added) * 1000000 > BUSY * (now.asked_us - last->asked_us);

	*last = now;
	return busy;
}

size_t batch_pending(const struct batch *b)
{
	return b->pending_count;
}

void batch_free(struct batch *b)
{
	struct send *half;

	while ((half = list_first(&b->halves, struct send, halves))) {
		list_remove(&half->halves);
		send_free(half);
	}
	event_free(b->flush);
	event_free(b->expiry);
	free(b);
}
