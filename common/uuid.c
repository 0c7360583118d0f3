#include "common/uuid.h"

#include "common/clock.h"
#include "common/random.h"

#define COUNTER_MAX 0x0fffu
#define BACK_MAX_MS 10000u /* a clock set back further was wrong before: what is right counts */

/* Positions of the hyphens in the text form. */
static bool hyphen_at(size_t i)
{
	return i == 8 || i == 13 || i == 18 || i == 23;
}

/* Moves on to the next (time, counter) pair; backwards only where the clock was set right. */
static void tick(uint64_t now, uint64_t *time, unsigned *counter, unsigned fresh)
{
	if (now > *time || *time - now > BACK_MAX_MS) {
		*time = now;
		*counter = fresh;
	} else if (*counter == COUNTER_MAX) {
		*time += 1;
		*counter = fresh;
	} else {
		*counter += 1;
	}
}

/* Puts an id together; its last 62 bits are random. */
static void put(struct uuid *out, uint64_t time, unsigned counter, const unsigned char random[8])
{
	for (int i = 0; i < 6; i++)
		out->bytes[i] = (unsigned char)(time >> (40 - 8 * i));
	out->bytes[6] = (unsigned char)(0x70u | counter >> 8);
	out->bytes[7] = (unsigned char)counter;
	memcpy(out->bytes + 8, random, 8);
	out->bytes[8] = (unsigned char)((out->bytes[8] & 0x3fu) | 0x80u);
}

void uuid_v7(struct uuid *out)
{
	static _Thread_local uint64_t time;
	static _Thread_local unsigned counter;
	unsigned char random[10];

	random_bytes(random, sizeof(random));
	/* A counter starts in its lower half: half of it stays free for the rest of the
	 * millisecond. */
	tick(clock_wall_ms(), &time, &counter,
		((unsigned)random[8] << 8 | random[9]) & (COUNTER_MAX >> 1));
	put(out, time, counter, random);
}

void uuid_v7_at(uint64_t wall_ms, struct uuid *out)
{
	unsigned char random[10];

	random_bytes(random, sizeof(random));
	put(out, wall_ms, ((unsigned)random[8] << 8 | random[9]) & COUNTER_MAX, random);
}

uint64_t uuid_time_ms(const struct uuid *u)
{
	uint64_t wall_ms = 0;

	for (int i = 0; i < 6; i++)
		wall_ms = wall_ms << 8 | u->bytes[i];
	return wall_ms;
}

void uuid_format(const struct uuid *u, char out[UUID_TEXT_SIZE])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0, at = 0; i < sizeof(u->bytes); i++) {
		if (hyphen_at(at))
			out[at++] = '-';
		out[at++] = digits[u->bytes[i] >> 4];
		out[at++] = digits[u->bytes[i] & 15];
	}
	out[UUID_TEXT_SIZE - 1] = '\0';
}

/* Reads a hexadecimal digit; -1 where it is none. */
static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool uuid_parse(struct span text, struct uuid *out)
{
	if (text.len != UUID_TEXT_SIZE - 1)
		return false;
	for (size_t i = 0, at = 0; i < sizeof(out->bytes); i++, at += 2) {
		int high, low;

		if (hyphen_at(at) && text.data[at++] != '-')
			return false;
		high = nibble(text.data[at]);
		low = nibble(text.data[at + 1]);
		if (high < 0 || low < 0)
			return false;
		out->bytes[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}
