/* Exponential back-off with full jitter: many who failed together do not come back together. */
#ifndef PAKN_BACKOFF_H
#define PAKN_BACKOFF_H

#include <stdint.h>

/* Tells how long to wait before attempt number `attempt` (0 is the first repeat): anything from 0
 * to base_ms * 2^attempt, at most cap_ms, as `random` (any 64 bits) says. */
static inline uint64_t backoff_ms(
	unsigned attempt, uint64_t base_ms, uint64_t cap_ms, uint64_t random)
{
	uint64_t most =
		attempt < 63 && base_ms <= (cap_ms >> attempt) ? base_ms << attempt : cap_ms;

	return most == UINT64_MAX ? random : random % (most + 1);
}

#endif
