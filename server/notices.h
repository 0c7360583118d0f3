/* Word back: the courier makes notices of what has happened, takes those that are due, sends them
 * by their channels, and records what came of it.  Who dies in between leaves them to the next one
 * after their lease; what was sent then is sent again, under the same id. */
#ifndef PAKN_NOTICES_H
#define PAKN_NOTICES_H

#include <stdbool.h>

struct config;
struct contact_keys;
struct db;
struct event_base;
struct notices;

/* Starts the clocks; NULL where this daemon sends none. */
struct notices *notices_new(struct event_base *base, struct db *db, const struct config *c,
	const struct contact_keys *keys);

/* Takes nothing more; what is under way ends, and is recorded.  NULL is allowed, here and below. */
void notices_stop(struct notices *n);
bool notices_running(const struct notices *n);

/* Frees everything; calls to the database must have ended before, which db_free() ensures. */
void notices_free(struct notices *n);

#endif
