/* Whose streams are open, over all workers: a place for each in memory that they share, so that an
 * account has no more of them than it may, wherever its connections arrived.  A place names the
 * worker that holds it: whoever replaces a dead one gives its places up. */
#ifndef PAKN_STREAM_TABLE_H
#define PAKN_STREAM_TABLE_H

#include <stdatomic.h>
#include <stdint.h>

#define STREAM_PLACES 8192

struct stream_table {
	_Atomic uint64_t places[STREAM_PLACES]; /* 0: free */
};

/* Gives up what a worker of that number (1 and up) held. */
void stream_table_clear(struct stream_table *table, int worker);

/* Takes a place for an owner, of whom any bits do.  -1: there are most in all, or most_of_owner
 * theirs. */
int stream_table_enter(
	struct stream_table *table, int worker, uint64_t owner, int most, int most_of_owner);
void stream_table_leave(struct stream_table *table, int place);

#endif
