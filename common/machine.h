/* A machine that reads bytes at a shift each (Per Vognsen's): a state is a multiple of 6 below 64,
 * and the row of a byte has at each state's place the next one.  State 0 is the one that nothing
 * leads out of. */
#ifndef PAKN_MACHINE_H
#define PAKN_MACHINE_H

#include <stddef.h>
#include <stdint.h>

#define MACHINE_STATE(n)     (6 * (n))
#define MACHINE_GO(from, to) ((uint64_t)(to) << (from))

/* Reads bytes; returns the state after them. */
static inline unsigned machine_run(
	const uint64_t rows[256], unsigned state, const char *data, size_t len)
{
	uint64_t at = state;

#pragma GCC unroll 8
	for (const char *end = data + len; data < end; data++)
		at = rows[(unsigned char)*data] >> (at & 63);
	return at & 63;
}

#endif
