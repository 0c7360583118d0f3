/* UUIDs: version 7 (RFC 9562) for our own, any version from others. */
#ifndef PAKN_UUID_H
#define PAKN_UUID_H

#include <stdbool.h>
#include <stdint.h>

#include "common/span.h"

#define UUID_TEXT_SIZE 37

struct uuid {
	unsigned char bytes[16];
};

/* Makes an id of 48 bits of time (milliseconds), a counter of 12 bits and 62 random bits.  Ids of
 * one thread only ever grow: where a millisecond's counter is used up or the clock went back a
 * little, the time in the id runs ahead of the clock.  A clock that goes back further is set right,
 * and is followed: the time in an id says when a report was received. */
void uuid_v7(struct uuid *out);

/* Makes an id of an instant that was or will be; those of one instant come in no order. */
void uuid_v7_at(uint64_t wall_ms, struct uuid *out);

/* Tells the instant in such an id (version 7). */
uint64_t uuid_time_ms(const struct uuid *u);

/* Writes the 36 characters of the usual form, in lower case. */
void uuid_format(const struct uuid *u, char out[UUID_TEXT_SIZE]);

/* Reads the usual form (36 characters with hyphens, any case) and no other. */
bool uuid_parse(struct span text, struct uuid *out);

#endif
