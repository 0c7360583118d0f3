/* The courier's checkpoints (checkpoint.h): every so often one of each province, at the end of a
 * file. */
#ifndef PAKN_CHECKPOINTS_H
#define PAKN_CHECKPOINTS_H

#include <stdbool.h>

struct checkpoints;
struct config;
struct db;
struct event_base;

/* Starts the clock; NULL where no file or no key is set. */
struct checkpoints *checkpoints_new(struct event_base *base, struct db *db, const struct config *c);

/* Starts nothing more; what runs, runs to its end. */
void checkpoints_stop(struct checkpoints *c);

/* Tells whether one is under way. */
bool checkpoints_running(const struct checkpoints *c);

void checkpoints_free(struct checkpoints *c);

#endif
