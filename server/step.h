/* A statement that is asked again and again, one at a time, with parameters: a chore (chores.h) is
 * one without, and on a clock of its own. */
#ifndef PAKN_STEP_H
#define PAKN_STEP_H

#include <event2/event.h>
#include <stdbool.h>

#include "server/db.h"

#define STEP_PARAMS_MAX 12

struct step {
	struct db *db;
	const struct query *query;
	db_done *done; /* its argument is the step */
	void *owner;
	struct event *timer;
	bool running;
	const char *params[STEP_PARAMS_MAX]; /* and what they point to stay while it runs */
};

/* Makes a step; start, which a timer calls with it, ends in step_call() or does nothing. */
void step_init(struct step *s, struct event_base *base, event_callback_fn start);
void step_free(struct step *s);

/* Has it start after a while, or as soon as the loop is free. */
void step_wait(struct step *s, int ms);
void step_now(struct step *s);

/* Asks. */
void step_call(struct step *s);

/* Ends it, in `done`; false where the database did not do it: then it starts again later. */
bool step_ended(struct step *s, const struct db_result *res);

#endif
