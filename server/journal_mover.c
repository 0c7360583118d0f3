#include "server/journal_mover.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/arena.h"
#include "common/clock.h"
#include "common/fatal.h"
#include "common/log.h"
#include "server/contact.h"
#include "server/counters.h"
#include "server/db.h"
#include "server/journal_thread.h"
#include "server/tenants.h"

#define ROUND_ROWS  256
#define LOOK_MS     1000 /* between two looks at whether there is something */
#define CHECK_LOOKS 10   /* so many looks between two at the file where nothing calls for one */
#define REST_MAX_S  30   /* the longest pause after failures */
#define TRIES_MAX   8    /* of a row without any answer, each on a fresh connection */

enum { CODE_TAKEN = 0, ASK_AGAIN = 1, REPLAYED = 200, STORED = 201 };

/* What becomes of a row. */
enum fate { LATER, TRIED, MOVED, ASIDE, SPARE };

struct moved {
	struct batch_row row;
	struct journal_mover *mover;
	int64_t place;
	int tries;
	enum fate fate;
	char reason[64]; /* of ASIDE and SPARE */
};

struct journal_mover {
	struct db *db;
	struct batch *batch;
	const struct contact_keys *keys;
	struct tenants *tenants;
	struct journal_thread *thread;
	struct journal_state *state;
	struct event *timer;
	struct journal_job job;
	bool stopped, running, checked;
	unsigned looks, failures;
	size_t round_max; /* fewer where a full disk takes few changes at a time */
	/* Of a round. */
	struct arena *arena;
	struct journal_figures figures;
	struct moved rows[ROUND_ROWS];
	size_t count, unanswered;
};

static void mover_wait(struct journal_mover *m, int ms)
{
	struct timeval wait = { ms / 1000, ms % 1000 * 1000 };

	m->running = false;
	if (!m->stopped)
		evtimer_add(m->timer, &wait);
}

/* Shows what lies there. */
static void figures_show(const struct journal_mover *m)
{
	uint64_t now = clock_wall_ms(), oldest = m->figures.oldest_ms;

	counters_set(GAUGE_journal_reports, m->figures.waiting);
	counters_set(GAUGE_journal_reports_aside, m->figures.aside);
	counters_set(
		GAUGE_journal_oldest_seconds, oldest && oldest < now ? (int64_t)(now - oldest) : 0);
	counters_set(GAUGE_journal_trouble, journal_trouble(m->state) != NULL);
}

static void mover_ask(struct journal_mover *m, bool writing,
	void (*run)(struct journal_job *job, struct journal *j),
	void (*done)(struct journal_job *job))
{
	m->job = (struct journal_job){ .writing = writing, .run = run, .done = done };
	list_init(&m->job.node);
	journal_thread_do(m->thread, &m->job);
}

/* Waits the longer the more often it failed. */
static void mover_rest(struct journal_mover *m)
{
	unsigned seconds = m->failures < 5 ? 1u << m->failures : REST_MAX_S;

	m->failures++;
	mover_wait(m, (int)(seconds < REST_MAX_S ? seconds : REST_MAX_S) * 1000);
}

/* Notes what the journal is to do with a row of the round. */
static void row_settle(struct journal *j, struct moved *row)
{
	if (row->fate == SPARE && !journal_use_spare(j, row->place, *row->reason)) {
		row->fate = ASIDE;
		if (!*row->reason)
			snprintf(row->reason, sizeof(row->reason), "code_taken");
	}
	if (row->fate == MOVED)
		journal_drop(j, row->place);
	else if (row->fate == ASIDE)
		journal_set_aside(j, row->place, row->reason);
	else if (row->fate == TRIED)
		journal_tried(j, row->place);
}

static void round_settle(struct journal_job *job, struct journal *j)
{
	struct journal_mover *m = list_item(job, struct journal_mover, job);

	for (size_t i = 0; i < m->count; i++)
		row_settle(j, &m->rows[i]);
	journal_count(j, &m->figures);
}

/* Counts and logs what became of the rows. */
static size_t round_count(const struct journal_mover *m)
{
	size_t later = 0;

	for (size_t i = 0; i < m->count; i++) {
		const struct moved *row = &m->rows[i];

		later += row->fate == LATER || row->fate == TRIED;
		counters_add(COUNTER_journal_moved, row->fate == MOVED);
		counters_add(COUNTER_journal_set_aside, row->fate == ASIDE);
		if (row->fate == ASIDE || row->fate == SPARE)
			log_error(row->fate == ASIDE ? "journal_set_aside" : "journal_code_taken",
				"place=%lld reason=%s", (long long)row->place, row->reason);
	}
	return later;
}

static void round_end(struct journal_mover *m)
{
	arena_free(m->arena);
	m->arena = NULL;
}

static void mover_look(struct journal_mover *m);

static void round_settled(struct journal_job *job)
{
	struct journal_mover *m = list_item(job, struct journal_mover, job);
	size_t later = m->job.failed ? m->count : round_count(m);

	m->round_max = !m->job.failed ? ROUND_ROWS : m->round_max > 4 ? m->round_max / 4 : 1;
	if (!m->job.failed)
		log_info("journal_moved", "rows=%zu later=%zu waiting=%lld", m->count - later,
			later, (long long)m->figures.waiting);
	round_end(m);
	figures_show(m);
	if (m->job.failed || later)
		return mover_rest(m);
	m->failures = 0;
	mover_look(m);
}

/* Judges what the database answered to a row.  Where nobody knows what came of it, that may be its
 * own doing, such as to kill whoever takes it. */
static enum fate fate_of(const struct moved *row, const struct batch_answer *a)
{
	if (a->outcome == DB_TIMEOUT)
		return row->tries + 1 < TRIES_MAX ? TRIED : ASIDE;
	if (a->outcome != DB_OK)
		return a->outcome == DB_SHED || db_is_away(a->failure) ? LATER : ASIDE;
	switch (a->status) {
	case CODE_TAKEN:
		return SPARE;
	case ASK_AGAIN:
		return LATER;
	case STORED:
	case REPLAYED:
		return MOVED;
	default:
		return ASIDE;
	}
}

/* Says why a row was not simply taken. */
static const char *reason_of(const struct batch_answer *a)
{
	if (a->outcome == DB_OK)
		return a->problem;
	return a->outcome == DB_ERROR ? a->failure->sqlstate : "no_answer";
}

static void row_answered(void *arg, const struct batch_answer *a)
{
	struct moved *row = arg;
	struct journal_mover *m = row->mover;

	row->fate = fate_of(row, a);
	snprintf(row->reason, sizeof(row->reason), "%s", reason_of(a));
	if (a->outcome == DB_OK && a->status == STORED)
		counters_add(COUNTER_reports_received, 1);
	if (--m->unanswered == 0)
		mover_ask(m, true, round_settle, round_settled);
}

/* Copies a row for the time of the round. */
static bool row_take(void *arg, const struct journal_row *from)
{
	struct journal_mover *m = arg;
	struct moved *to = &m->rows[m->count++];

	*to = (struct moved){ .mover = m, .place = from->place, .tries = from->tries };
	to->row.tenant_id = from->tenant_id;
	to->row.done = row_answered;
	to->row.arg = to;
	for (size_t c = 0; c < COLUMN_COUNT; c++)
		to->row.values[c] = arena_string(m->arena, from->values[c]);
	to->row.values[COLUMN_lenient] = "true"; /* its sender has been told 202 */
	return m->count < m->round_max;
}

static void round_take(struct journal_job *job, struct journal *j)
{
	struct journal_mover *m = list_item(job, struct journal_mover, job);

	m->count = 0;
	arena_free(m->arena);
	m->arena = arena_new();
	if (journal_count(j, &m->figures) && m->figures.waiting)
		journal_walk(j, false, row_take, m);
}

/* Gives a row of a province that became part of another to that one, with who sent it sealed for
 * it; false where a seal does not open. */
static bool row_rehome(struct journal_mover *m, struct batch_row *row)
{
	static const enum batch_column parts[CONTACT_PART_COUNT] = {
		[CONTACT_name] = COLUMN_name,
		[CONTACT_phone] = COLUMN_phone,
		[CONTACT_email] = COLUMN_email,
		[CONTACT_on_behalf_of] = COLUMN_on_behalf_of,
	};
	struct contact_of from = { row->tenant_id, row->values[COLUMN_report_id] }, to = from;
	const char *plain[CONTACT_PART_COUNT];

	to.tenant_id = tenants_heir(m->tenants, from.tenant_id);
	if (to.tenant_id == from.tenant_id)
		return true;
	for (enum contact_part p = 0; p < CONTACT_PART_COUNT; p++) {
		if (!contact_open(m->keys, m->arena, from, p, row->values[parts[p]], &plain[p]))
			return false;
		row->values[parts[p]] = contact_seal(m->keys, m->arena, to, p, plain[p]);
	}
	row->values[COLUMN_phone_hash] =
		contact_hash(m->keys, m->arena, to.tenant_id, CONTACT_phone, plain[CONTACT_phone]);
	row->values[COLUMN_email_hash] =
		contact_hash(m->keys, m->arena, to.tenant_id, CONTACT_email, plain[CONTACT_email]);
	row->tenant_id = to.tenant_id;
	return true;
}

/* Sends the rows of a round; one that cannot be read is set aside at once. */
static void round_send(struct journal_mover *m)
{
	m->unanswered = 1;
	for (size_t i = 0; i < m->count; i++) {
		struct moved *row = &m->rows[i];

		if (row->row.values[COLUMN_report_id] && row_rehome(m, &row->row)) {
			m->unanswered++;
			batch_add(m->batch, &row->row);
		} else {
			row->fate = ASIDE;
			snprintf(row->reason, sizeof(row->reason), "unreadable");
		}
	}
	if (--m->unanswered == 0)
		mover_ask(m, true, round_settle, round_settled);
}

static void round_taken(struct journal_job *job)
{
	struct journal_mover *m = list_item(job, struct journal_mover, job);

	atomic_store(&m->state->unusable, m->job.failed);
	figures_show(m);
	if (!m->job.failed && m->count)
		return round_send(m);
	round_end(m);
	mover_wait(m, LOOK_MS);
}

/* Looks at the file itself: when the daemon starts, and now and then while it is damaged. */
static void file_check(struct journal_job *job, struct journal *j)
{
	struct str said = { 0 };

	(void)job;
	journal_check(j, &said);
	str_free(&said);
}

static void file_checked(struct journal_job *job)
{
	struct journal_mover *m = list_item(job, struct journal_mover, job);

	m->checked = true;
	atomic_store(&m->state->unusable, m->job.failed);
	if (atomic_load(&m->state->damaged))
		log_error("journal_damaged", "advice=pakn_journal_repair");
	figures_show(m);
	mover_wait(m, LOOK_MS);
}

/* Counts what lies there, with the lock of who writes, so that what others tell fits, too. */
static void figures_read(struct journal_job *job, struct journal *j)
{
	journal_count(j, &list_item(job, struct journal_mover, job)->figures);
}

static void figures_told(struct journal_job *job)
{
	struct journal_mover *m = list_item(job, struct journal_mover, job);

	atomic_store(&m->state->unusable, m->job.failed);
	figures_show(m);
	mover_wait(m, LOOK_MS);
}

/* Does what is to be done now, or waits.  The file is looked at now and then in any case, so that a
 * full disk is told of before the journal is needed. */
static void mover_look(struct journal_mover *m)
{
	bool holds = journal_thread_holds(m->thread), due = m->looks++ % CHECK_LOOKS == 0;
	bool broken = atomic_load(&m->state->damaged) || atomic_load(&m->state->unusable);

	m->running = !m->stopped;
	if (m->stopped)
		return;
	if (!m->checked || (broken && due))
		mover_ask(m, false, file_check, file_checked);
	else if (holds && !broken && db_lane_ready(m->db, DB_WRITE) && tenants_loaded(m->tenants))
		mover_ask(m, false, round_take, round_taken);
	else if (!broken && (holds || due))
		mover_ask(m, true, figures_read, figures_told);
	else
		mover_wait(m, LOOK_MS);
}

static void mover_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	mover_look(arg);
}

struct journal_mover *journal_mover_new(struct event_base *base, struct db *db,
	const struct journal_settings *settings, const struct contact_keys *keys, int deadline_ms)
{
	struct journal_mover *m = fatal_if_null(calloc(1, sizeof(*m)));

	m->db = db;
	m->keys = keys;
	m->state = settings->state;
	m->batch = batch_new(
		base, db, &(struct batch_limits){ ROUND_ROWS, ROUND_ROWS, deadline_ms, 0 });
	m->thread = journal_thread_new(base, settings);
	m->tenants = tenants_new(base, db, m->thread);
	m->round_max = ROUND_ROWS;
	m->timer = fatal_if_null(evtimer_new(base, mover_timer, m));
	mover_wait(m, 0);
	return m;
}

void journal_mover_stop(struct journal_mover *m)
{
	if (!m)
		return;
	m->stopped = true;
	event_del(m->timer);
}

bool journal_mover_running(const struct journal_mover *m)
{
	return m && m->running;
}

void journal_mover_free(struct journal_mover *m)
{
	if (!m)
		return;
	journal_thread_free(m->thread);
	tenants_free(m->tenants);
	batch_free(m->batch);
	event_free(m->timer);
	arena_free(m->arena);
	free(m);
}
