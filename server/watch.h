/* Waiting for a change: long polls park here under a topic ("queue 24 17") until the database tells
 * that it changed, or their time is up.  One cheap question a quarter of a second, whatever the
 * number of waiters, and none without waiters.
 *
 * Those who wait for something to take ask the same question and take what comes from each other:
 * of these the one that has waited longest is woken first, then four more, sixteen more, until one
 * asks and finds nothing, which is then known for all of them (watch_topic.h). */
#ifndef PAKN_WATCH_H
#define PAKN_WATCH_H

#include <stdbool.h>
#include <stdint.h>

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
	struct list peers; /* who waits for the same */
	struct event *timer;
	watch_done *done;
	void *arg;
	bool waiting;
	bool missed; /* something changed before it came here */
};

struct watch *watch_new(struct event_base *base, struct db *db);

struct watch_for {
	const char *topic;
	/* Equal for those to whom one and the same answer would say that there is nothing to take;
	 * 0: wants to know of each change, whoever else waits. */
	uint64_t question;
	unsigned ms;       /* at the most */
	uint64_t asked_us; /* clock_mono_us() when the answer was asked for that one has already */
};

/* Waits for a change of a topic. */
void watch_wait(struct watch *w, struct watch_entry *e, const struct watch_for *wanted,
	watch_done *done, void *arg);

/* Ends one wait now. */
void watch_wake(struct watch_entry *e, bool changed);

/* Ends all waits now. */
void watch_wake_all(struct watch *w);
void watch_free(struct watch *w);

#endif
