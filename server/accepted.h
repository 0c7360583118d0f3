/* Which credentials the database has lately accepted, as all workers of a daemon have seen: while
 * it is away, whoever shows one of these may still report something.  What it is worth then, the
 * database says when the report is moved in.
 *
 * A slot is one word: 48 bits of the credential's digest and the minute of its last use. */
#ifndef PAKN_ACCEPTED_H
#define PAKN_ACCEPTED_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/digest.h"

#define ACCEPTED_SLOTS   8192u /* a power of two */
#define ACCEPTED_MINUTES 1440u /* that a use counts */

struct accepted {
	_Atomic uint64_t slots[ACCEPTED_SLOTS];
};

/* Notes that the database has accepted a credential; minute: of clock_mono_ms(). */
void accepted_note(struct accepted *a, const unsigned char digest[DIGEST_SIZE], uint64_t minute);

/* Tells whether it did so within ACCEPTED_MINUTES. */
bool accepted_lately(
	const struct accepted *a, const unsigned char digest[DIGEST_SIZE], uint64_t minute);

#endif
