/* Memory that the master makes and all its processes see.  Each process writes only its own slot,
 * and what says that all may write it; the slot outlives the process, so its counters go on when a
 * dead one is replaced. */
#ifndef PAKN_SHARED_H
#define PAKN_SHARED_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "server/accepted.h"
#include "server/counters.h"
#include "server/journal_state.h"
#include "server/limit.h"
#include "server/stream_table.h"

struct slot {
	char name[24];               /* "worker 1"; set before anything is forked */
	_Atomic uint64_t started_ms; /* wall clock; 0: not running.  Written by the master */
	_Atomic uint64_t restarts;   /* written by the master */
	_Atomic uint64_t beats;      /* grows while the loop turns */
	struct counters counters;
};

struct shared {
	size_t size;
	_Atomic bool stopping; /* the daemon drains: not ready any more */
	struct limit_table limits;
	struct accepted accepted;
	struct journal_state journal;
	struct stream_table streams;
	int slot_count;
	struct slot slots[];
};

/* Maps a region with so many slots; lack of memory is fatal. */
struct shared *shared_new(int slot_count);
void shared_free(struct shared *shared);

#endif
