/* What all processes of a daemon know of its journal, in the memory that they share. */
#ifndef PAKN_JOURNAL_STATE_H
#define PAKN_JOURNAL_STATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct journal_state {
	bool on;               /* there shall be one; set before anything is forked */
	_Atomic int64_t rows;  /* that lie in it; -1: nobody has looked yet */
	_Atomic bool damaged;  /* the file cannot be used as it is */
	_Atomic bool full;     /* it, or the disk under it */
	_Atomic bool unusable; /* the courier cannot open, read or write it */
};

/* Says what keeps it from taking reports; NULL: nothing. */
const char *journal_trouble(const struct journal_state *s);

#endif
