#include "server/watch.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/fatal.h"
#include "queries.h"
#include "server/db.h"

#define ASK_EVERY_MS 250
#define WINDOW       "8" /* seconds; longer than a commit may come after its id was made */

struct watch {
	struct event_base *base;
	struct db *db;
	struct event *timer;
	struct list waiters;
	bool asking;
};

static void schedule(struct watch *w)
{
	struct timeval delay = { 0, ASK_EVERY_MS * 1000 };

	if (!w->asking && !evtimer_pending(w->timer, NULL))
		evtimer_add(w->timer, &delay);
}

/* Finds the mark of a topic in a list of changes; "" where it did not change. */
static const char *mark_of(const PGresult *changes, const char *topic)
{
	for (int i = 0; changes && i < PQntuples(changes); i++)
		if (!strcmp(PQgetvalue(changes, i, 0), topic))
			return PQgetvalue(changes, i, 1);
	return "";
}

void watch_wake(struct watch_entry *e, bool changed)
{
	if (!e->waiting)
		return;
	e->waiting = false;
	list_remove(&e->all);
	event_free(e->timer);
	e->done(e->arg, changed);
}

/* Wakes those whose topic has another mark than when they were woken last.  Who came just now is
 * woken by any change of the last seconds: the answer it has may be older. */
static void watch_asked(void *arg, struct db_result *res)
{
	struct watch *w = arg;
	struct watch_entry *e;
	struct list waiters;

	w->asking = false;
	list_init(&waiters);
	list_move_all(&waiters, &w->waiters);
	while ((e = list_first(&waiters, struct watch_entry, all))) {
		const char *mark = mark_of(res->rows, e->topic);

		list_remove(&e->all);
		list_append(&w->waiters, &e->all);
		if (*mark && strcmp(mark, e->mark)) {
			snprintf(e->mark, sizeof(e->mark), "%s", mark);
			watch_wake(e, true);
		}
	}
	if (!list_empty(&w->waiters))
		schedule(w);
}

static void watch_ask(evutil_socket_t fd, short what, void *arg)
{
	static const char *const window[] = { WINDOW };
	struct watch *w = arg;

	(void)fd;
	(void)what;
	if (list_empty(&w->waiters))
		return;
	w->asking = true;
	db_call(w->db, DB_FAST, &q_queue_changed, window, watch_asked, w);
}

struct watch *watch_new(struct event_base *base, struct db *db)
{
	struct watch *w = fatal_if_null(calloc(1, sizeof(*w)));

	w->base = base;
	w->db = db;
	w->timer = fatal_if_null(evtimer_new(base, watch_ask, w));
	list_init(&w->waiters);
	return w;
}

static void watch_expired(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	watch_wake(arg, false);
}

void watch_wait(struct watch *w, struct watch_entry *e, const char *topic, unsigned ms,
	watch_done *done, void *arg)
{
	struct timeval limit = { ms / 1000, ms % 1000 * 1000 };

	e->done = done;
	e->arg = arg;
	e->waiting = true;
	snprintf(e->topic, sizeof(e->topic), "%s", topic);
	e->timer = fatal_if_null(evtimer_new(w->base, watch_expired, e));
	evtimer_add(e->timer, &limit);
	list_append(&w->waiters, &e->all);
	schedule(w);
}

void watch_wake_all(struct watch *w)
{
	struct watch_entry *e;

	while ((e = list_first(&w->waiters, struct watch_entry, all)))
		watch_wake(e, false);
}

void watch_free(struct watch *w)
{
	event_free(w->timer);
	free(w);
}
