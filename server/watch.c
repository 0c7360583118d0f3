#include "server/watch.h"

#include <event2/event.h>
#include <stdlib.h>

#include "common/clock.h"
#include "common/fatal.h"
#include "queries.h"
#include "server/db.h"
#include "server/watch_topic.h"

#define ASK_EVERY_MS 250
#define WINDOW       "8"      /* seconds; longer than the end of a claim may be committed late */
#define STALE_US     10000000 /* without a question; then the next one begins anew */

struct watch {
	struct event_base *base;
	struct db *db;
	struct event *timer;
	struct list waiters;
	struct watch_topics *topics;
	bool asking;
	/* How far the last answer was, which is what the next question begins with, and when it
	 * came. */
	PGresult *last;
	const char *params[2];
	uint64_t last_us;
};

enum column { TOPIC, MARK, NEXT };

static void schedule(struct watch *w)
{
	struct timeval delay = { 0, ASK_EVERY_MS * 1000 };

	if (!w->asking && !evtimer_pending(w->timer, NULL))
		evtimer_add(w->timer, &delay);
}

void watch_wake(struct watch_entry *e, bool changed)
{
	if (!e->waiting)
		return;
	e->waiting = false;
	list_remove(&e->all);
	list_remove(&e->peers);
	event_free(e->timer);
	e->done(e->arg, changed);
}

/* Keeps an answer, for how far it was; NULL: the next one begins anew. */
static void watch_keep(struct watch *w, PGresult *answer)
{
	PQclear(w->last);
	w->last = answer;
	w->last_us = clock_mono_us();
	w->params[1] = NULL;
}

/* Tells the topics what an answer says. */
static void watch_read(struct watch *w, PGresult *answer)
{
	watch_topics_begin(w->topics, !w->params[1]);
	watch_keep(w, answer);
	for (int i = 0; i < PQntuples(answer); i++) {
		const char *topic = PQgetvalue(answer, i, TOPIC),
			   *mark = PQgetvalue(answer, i, MARK);

		if (*topic)
			watch_topics_told(w->topics, topic, mark, PQgetvalue(answer, i, NEXT));
		else
			w->params[1] = mark;
	}
	watch_topics_end(w->topics);
}

static void watch_asked(void *arg, struct db_result *res)
{
	struct watch *w = arg;

	w->asking = false;
	if (res->outcome == DB_OK)
		watch_read(w, db_result_take(res));
	if (!list_empty(&w->waiters))
		schedule(w);
}

static void watch_ask(evutil_socket_t fd, short what, void *arg)
{
	struct watch *w = arg;

	(void)fd;
	(void)what;
	if (list_empty(&w->waiters))
		return;
	w->asking = true;
	db_call(w->db, DB_FAST, &q_queue_changed, w->params, watch_asked, w);
}

struct watch *watch_new(struct event_base *base, struct db *db)
{
	struct watch *w = fatal_if_null(calloc(1, sizeof(*w)));

	w->base = base;
	w->db = db;
	w->params[0] = WINDOW;
	w->timer = fatal_if_null(evtimer_new(base, watch_ask, w));
	w->topics = watch_topics_new(base);
	list_init(&w->waiters);
	return w;
}

static void watch_expired(evutil_socket_t fd, short what, void *arg)
{
	struct watch_entry *e = arg;

	(void)fd;
	(void)what;
	watch_wake(e, e->missed);
}

void watch_wait(struct watch *w, struct watch_entry *e, const struct watch_for *wanted,
	watch_done *done, void *arg)
{
	unsigned ms = wanted->ms;

	if (list_empty(&w->waiters) && !w->asking && clock_mono_us() - w->last_us > STALE_US)
		watch_keep(w, NULL);
	e->done = done;
	e->arg = arg;
	e->waiting = true;
	e->missed = watch_topics_enter(w->topics, e, wanted);
	if (e->missed)
		ms = 0;
	e->timer = fatal_if_null(evtimer_new(w->base, watch_expired, e));
	evtimer_add(e->timer, (&(struct timeval){ ms / 1000, ms % 1000 * 1000 }));
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
	watch_topics_free(w->topics);
	PQclear(w->last);
	free(w);
}
