/* Token buckets in memory that all processes share: how much one address, one credential, one phone
 * may ask for.  The master makes the table before it forks.
 *
 * A bucket is one word of 64 bits: a tag of who it belongs to, and the instant at which it is full
 * again (the "theoretical arrival time" of ITU-T I.371's GCRA, which needs no clock of its own). It
 * changes by compare-and-swap alone, so that a process that dies leaves nothing half done and
 * nothing locked.
 *
 * The table has a fixed size.  A subject may stand in one of eight places, which a keyed hash
 * chooses: nobody can aim at those of somebody else.  Where all are taken, the bucket that is or
 * will soonest be full again makes room: the one that says least.  Two subjects that share places
 * and tag (one pair in 2^35) share a bucket. */
#ifndef PAKN_LIMIT_H
#define PAKN_LIMIT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/siphash.h"
#include "common/span.h"

struct config;

/* Each is a setting limit_NAME (config_table.c), which says what it counts. */
#define LIMITS(X)                                                                                  \
	X(address_read)                                                                            \
	X(address_write)                                                                           \
	X(session_read)                                                                            \
	X(session_write)                                                                           \
	X(key)                                                                                     \
	X(phone)                                                                                   \
	X(flag)                                                                                    \
	X(miss)                                                                                    \
	X(alarm)

#define LIMIT_NAME(name) LIMIT_##name,
enum limit { LIMITS(LIMIT_NAME) LIMIT_COUNT };
#undef LIMIT_NAME

#define LIMIT_SETS 32768 /* a power of two */
#define LIMIT_WAYS 8     /* a line of the processor's cache */

struct limit_table {
	unsigned char key[SIPHASH_KEY_SIZE];
	_Alignas(64) _Atomic uint64_t buckets[LIMIT_SETS][LIMIT_WAYS];
};

/* Draws the key; all else is zero, which is no bucket. */
void limit_table_init(struct limit_table *table);

/* The table as one process sees it, with its settings. */
struct limits;

struct limits *limits_new(struct limit_table *table, const struct config *c);
void limits_free(struct limits *l);

/* Takes over what has changed; what was counted stays. */
void limits_configure(struct limits *l, const struct config *c);

/* What became of a request for a token. */
struct limit_state {
	enum limit limit;
	bool counted;    /* false: the limit is off, and the rest means nothing */
	unsigned left;   /* tokens */
	unsigned full_s; /* until none is missing; rounded up */
	unsigned wait_s; /* until there is one; 0: it was granted */
};

/* Takes a token of a subject: bytes that name it, of any length.  A subject that has no bucket gets
 * a full one.  False where there is no token: nothing was taken. */
bool limit_take(struct limits *l, enum limit which, struct span subject, struct limit_state *state);

enum limit_outcome { LIMIT_UNKNOWN, LIMIT_GRANTED, LIMIT_REFUSED };

/* The same, but a subject that has no bucket gets none. */
enum limit_outcome limit_take_known(
	struct limits *l, enum limit which, struct span subject, struct limit_state *state);

/* Gives a token back that turned out not to count. */
void limit_give_back(struct limits *l, enum limit which, struct span subject);

/* Forgets a subject: it is unknown afterwards. */
void limit_forget(struct limits *l, enum limit which, struct span subject);

#define LIMIT_HEADER_SIZE 80

/* Write the fields RateLimit-Policy ("NAME";q=900;w=180: 900 in 180 seconds) and RateLimit
 * ("NAME";r=899;t=1: 899 left, all again in a second) of draft-ietf-httpapi-ratelimit-headers. */
const char *limit_policy_field(const struct limits *l, const struct limit_state *state);
void limit_state_field(const struct limit_state *state, char out[LIMIT_HEADER_SIZE]);

#endif
