#include "server/accepted.h"

#include <stddef.h>
#include <string.h>

#define PROBES      8u
#define MINUTE_MASK 0xffffu

/* The part of a slot that says whose it is: never 0, which is an empty slot. */
static uint64_t fingerprint(const unsigned char digest[DIGEST_SIZE])
{
	uint64_t bits;

	memcpy(&bits, digest, sizeof(bits));
	bits &= ~(uint64_t)MINUTE_MASK;
	return bits ? bits : (uint64_t)MINUTE_MASK + 1;
}

/* Where the search for a credential begins: by other bytes than those of the fingerprint. */
static size_t start(const unsigned char digest[DIGEST_SIZE])
{
	return ((size_t)digest[8] << 8 | digest[9]) % ACCEPTED_SLOTS;
}

/* Counts the minutes since a slot was used, modulo 45 days. */
static unsigned age(uint64_t slot, uint64_t minute)
{
	return (unsigned)((minute - slot) & MINUTE_MASK);
}

void accepted_note(struct accepted *a, const unsigned char digest[DIGEST_SIZE], uint64_t minute)
{
	uint64_t whose = fingerprint(digest), fresh = whose | (minute & MINUTE_MASK);
	size_t at = start(digest), place = at;
	unsigned oldest = 0;

	for (size_t i = 0; i < PROBES; i++) {
		size_t n = (at + i) % ACCEPTED_SLOTS;
		uint64_t slot = atomic_load_explicit(&a->slots[n], memory_order_relaxed);

		if (slot == fresh)
			return;
		if (!slot || (slot & ~(uint64_t)MINUTE_MASK) == whose) {
			place = n;
			break;
		}
		if (age(slot, minute) >= oldest) {
			oldest = age(slot, minute);
			place = n;
		}
	}
	atomic_store_explicit(&a->slots[place], fresh, memory_order_relaxed);
}

bool accepted_lately(
	const struct accepted *a, const unsigned char digest[DIGEST_SIZE], uint64_t minute)
{
	uint64_t whose = fingerprint(digest);

	for (size_t i = 0; i < PROBES; i++) {
		uint64_t slot = atomic_load_explicit(
			&a->slots[(start(digest) + i) % ACCEPTED_SLOTS], memory_order_relaxed);

		if (slot && (slot & ~(uint64_t)MINUTE_MASK) == whose)
			return age(slot, minute) <= ACCEPTED_MINUTES;
	}
	return false;
}
