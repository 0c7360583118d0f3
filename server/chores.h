/* Chores: statements that the courier runs again and again, each on its own clock. */
#ifndef PAKN_CHORES_H
#define PAKN_CHORES_H

#include <stdbool.h>

#include "server/counters.h"
#include "server/query.h"

struct chores;
struct db;
struct event_base;

/* One row.  The statement takes no parameters, and does its work bit by bit: it must be done well
 * before the deadline of the courier's lane, and harmless if it runs twice. */
struct chore {
	const char *name; /* NULL ends the table */
	const struct query *query;
	int every_ms; /* from the end of one run to the start of the next, give or take a tenth */
	int full;     /* an answer of so many means that more waits: on at once; 0: it never does */
	const enum counter *counts; /* what its answers add up to; NULL: nothing */
	const enum gauge *waits;    /* what its second column is, which says how many wait */
};

/* Starts the clocks.  The table must outlive it. */
struct chores *chores_new(struct event_base *base, struct db *db, const struct chore *table);

/* Starts nothing more; what runs, runs to its end. */
void chores_stop(struct chores *c);

/* Tells whether any is under way. */
bool chores_running(const struct chores *c);

/* Frees everything; nothing may be under way, which chores_running() tells and db_free() ensures.
 */
void chores_free(struct chores *c);

#endif
