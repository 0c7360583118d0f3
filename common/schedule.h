/* When what failed is tried again: a list of waits such as "5s 5m 30m 2h 5h 10h", one for each
 * repetition; after the last one it is given up. */
#ifndef PAKN_SCHEDULE_H
#define PAKN_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCHEDULE_MAX      32
#define SCHEDULE_WAIT_MAX (7 * 24 * 3600 * 1000LL) /* ms */

struct schedule {
	size_t count;
	uint64_t waits_ms[SCHEDULE_MAX];
};

/* Reads whole numbers with ms, s, m or h behind each, separated by spaces; false where an item is
 * none, is 0 or beyond SCHEDULE_WAIT_MAX, or there are none or too many of them. */
bool schedule_parse(const char *text, struct schedule *out);

/* Tells how long to wait after so many attempts failed: from half of the wait to all of it, as
 * `random` (any 64 bits) says, so that many who failed together do not come back together.  False:
 * that was the last one. */
bool schedule_wait(const struct schedule *s, unsigned attempts, uint64_t random, uint64_t *wait_ms);

#endif
