/* Waiting for a change: long polls park here under a topic ("queue 24 17") until the database tells
 * that it changed, or their time is up.  One cheap question a quarter of a second, whatever the
 * number of waiters, and none without waiters. */
#ifndef PAKN_WATCH_H
#define PAKN_WATCH_H

#include <stdbool.h>

#include "common/list.h"

struct db;
struct event;
struct event_base;
struct watch;

/* Called exactly once per watch_wait(), never from inside it. */
typedef void watch_done(void *arg, bool changed);

/* A waiter; lives in whoever waits, all zero at first.  Who finds after a wake that nothing of
 * interest changed waits again with the same entry. */
struct watch_entry {
	struct list all;
	struct event *timer;
	watch_done *done;
	void *arg;
	char topic[48];
	char mark[64]; /* of the topic's change that woke it last */
	bool waiting;
};

struct watch *watch_new(struct event_base *base, struct db *db);

/* Waits for a change of the topic, ms at the most. */
void watch_wait(struct watch *w, struct watch_entry *e, const char *topic, unsigned ms,
	watch_done *done, void *arg);

/* Ends one wait now. */
void watch_wake(struct watch_entry *e, bool changed);

/* Ends all waits now. */
void watch_wake_all(struct watch *w);
void watch_free(struct watch *w);

#endif
