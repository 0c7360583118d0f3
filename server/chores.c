#include "server/chores.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/fatal.h"
#include "common/log.h"
#include "server/counters.h"
#include "server/db.h"

#define FIRST_MAX_MS 10000 /* even a daily chore runs soon after a start */

struct run {
	const struct chore *chore;
	struct chores *chores;
	struct event *timer;
	bool running;
	uint64_t started_ms;
	unsigned long failures; /* in a row */
	char failing[6];        /* the SQLSTATE or outcome of the last failure that was logged */
};

struct chores {
	struct db *db;
	bool stopped;
	int count;
	struct run *runs;
};

static void chore_wait(struct run *run, int ms)
{
	struct timeval wait = { ms / 1000, ms % 1000 * 1000 };

	event_add(run->timer, &wait);
}

/* Spreads the runs, so that chores (and daemons) that started together do not stay together. */
static int jitter(int every_ms)
{
	return every_ms - every_ms / 10 + (int)arc4random_uniform((uint32_t)every_ms / 5 + 1);
}

/* Reads a figure of an answer; 0 where there is none. */
static int figure(const struct db_result *res, int column)
{
	return res->outcome == DB_OK && PQntuples(res->rows) == 1
		       ? atoi(PQgetvalue(res->rows, 0, column))
		       : 0;
}

/* Reads how much a run did. */
static int work_done(const struct db_result *res)
{
	return figure(res, 0);
}

/* Tells whether a run did as much as it may in one go, so that more is likely to wait. */
static bool more_waits(const struct run *run, const struct db_result *res)
{
	return run->chore->full && work_done(res) >= run->chore->full;
}

static const char *const outcome_codes[] = {
	[DB_OK] = "",
	[DB_TIMEOUT] = "late",
	[DB_LOST] = "lost",
	[DB_SHED] = "shed",
};

/* Logs the first failure of a kind, not each of a series: a database that is away would fill the
 * log. */
static void chore_failed(struct run *run, const struct db_result *res)
{
	const char *code = res->outcome == DB_ERROR ? res->sqlstate : outcome_codes[res->outcome];

	counters_add(COUNTER_chore_failures, 1);
	run->failures++;
	if (!strcmp(run->failing, code))
		return;
	snprintf(run->failing, sizeof(run->failing), "%s", code);
	log_warning("chore_failed", "chore=%s code=%s reason=%s", run->chore->name, code,
		res->outcome == DB_ERROR ? res->message : "no answer from the database");
}

static void chore_done(void *arg, struct db_result *res)
{
	struct run *run = arg;
	uint64_t ms = clock_mono_ms() - run->started_ms;

	run->running = false;
	counters_add(COUNTER_chore_runs, 1);
	if (res->outcome != DB_OK) {
		chore_failed(run, res);
	} else if (run->failures) {
		log_info("chore_recovered", "chore=%s failures=%lu", run->chore->name,
			run->failures);
		run->failures = 0;
		run->failing[0] = '\0';
	}
	if (run->chore->counts)
		counters_add(*run->chore->counts, (uint64_t)work_done(res));
	if (run->chore->waits && res->outcome == DB_OK)
		counters_set(*run->chore->waits, figure(res, 1));
	log_debug("chore", "chore=%s ms=%llu", run->chore->name, (unsigned long long)ms);
	if (!run->chores->stopped)
		chore_wait(run, more_waits(run, res) ? 0 : jitter(run->chore->every_ms));
}

static void chore_start(evutil_socket_t fd, short what, void *arg)
{
	struct run *run = arg;

	(void)fd;
	(void)what;
	run->running = true;
	run->started_ms = clock_mono_ms();
	db_call(run->chores->db, DB_COURIER, run->chore->query, NULL, chore_done, run);
}

struct chores *chores_new(struct event_base *base, struct db *db, const struct chore *table)
{
	struct chores *c = fatal_if_null(calloc(1, sizeof(*c)));

	c->db = db;
	while (table[c->count].name)
		c->count++;
	c->runs = fatal_if_null(calloc((size_t)c->count + 1, sizeof(*c->runs)));
	for (int i = 0; i < c->count; i++) {
		struct run *run = &c->runs[i];

		if (table[i].query->param_count)
			fatal("a chore's statement takes no parameters");
		run->chore = &table[i];
		run->chores = c;
		run->timer = fatal_if_null(evtimer_new(base, chore_start, run));
		chore_wait(run, jitter(table[i].every_ms < FIRST_MAX_MS ? table[i].every_ms
									: FIRST_MAX_MS));
	}
	return c;
}

void chores_stop(struct chores *c)
{
	c->stopped = true;
	for (int i = 0; i < c->count; i++)
		event_del(c->runs[i].timer);
}

bool chores_running(const struct chores *c)
{
	for (int i = 0; i < c->count; i++)
		if (c->runs[i].running)
			return true;
	return false;
}

void chores_free(struct chores *c)
{
	if (!c)
		return;
	for (int i = 0; i < c->count; i++)
		event_free(c->runs[i].timer);
	free(c->runs);
	free(c);
}
