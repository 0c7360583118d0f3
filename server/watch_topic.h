/* The inside of watch.c: what is known of topics, and who waits for them.
 *
 * A topic remembers when it was last told something new.  Who asked for their answer after that has
 * seen it; who asked before may not have, and is woken.  Waiters of a topic that ask the same
 * question are a group.  Where it is the question for something to take, one of them is asked to
 * look; after each pause four times as many, since who was told may not take anything, or be dead;
 * and none any more once one of them, or somebody new, has looked and found nothing. */
#ifndef PAKN_WATCH_TOPIC_H
#define PAKN_WATCH_TOPIC_H

#include "server/watch.h"

#define WATCH_PAUSE_MS 400

struct watch_topics;

struct watch_topics *watch_topics_new(struct event_base *base);

/* Begins an answer of the database.  anew: it does not go on where the last one ended, so that
 * nobody knows what they missed who asked before. */
void watch_topics_begin(struct watch_topics *t, bool anew);

/* Notes what an answer says of a topic; wakes those to whom it is new. */
void watch_topics_told(
	struct watch_topics *t, const char *name, const char *mark, const char *next);

/* Ends an answer: forgets topics and groups that nobody needs any more. */
void watch_topics_end(struct watch_topics *t);

/* Has a waiter wait; tells whether it has missed something, and should ask at once. */
bool watch_topics_enter(
	struct watch_topics *t, struct watch_entry *e, const struct watch_for *wanted);

void watch_topics_free(struct watch_topics *t);

#endif
