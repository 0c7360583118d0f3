#include "common/siphash.h"

#include <endian.h>

struct state {
	uint64_t v0, v1, v2, v3;
};

static uint64_t turned(uint64_t x, int bits)
{
	return x << bits | x >> (64 - bits);
}

static uint64_t word_at(const void *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
	return le64toh(word);
}

static void rounds(struct state *s, int count)
{
	while (count--) {
		s->v0 += s->v1;
		s->v1 = turned(s->v1, 13) ^ s->v0;
		s->v0 = turned(s->v0, 32);
		s->v2 += s->v3;
		s->v3 = turned(s->v3, 16) ^ s->v2;
		s->v0 += s->v3;
		s->v3 = turned(s->v3, 21) ^ s->v0;
		s->v2 += s->v1;
		s->v1 = turned(s->v1, 17) ^ s->v2;
		s->v2 = turned(s->v2, 32);
	}
}

static void word_take(struct state *s, uint64_t word)
{
	s->v3 ^= word;
	rounds(s, 2);
	s->v0 ^= word;
}

uint64_t siphash(const unsigned char key[SIPHASH_KEY_SIZE], struct span data)
{
	uint64_t k0 = word_at(key), k1 = word_at(key + 8), last = (uint64_t)data.len << 56;
	struct state s = { k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d,
		k0 ^ 0x6c7967656e657261, k1 ^ 0x7465646279746573 };

	for (; data.len >= 8; data = span_skip(data, 8))
		word_take(&s, word_at(data.data));
	for (size_t i = 0; i < data.len; i++)
		last |= (uint64_t)(unsigned char)data.data[i] << 8 * i;
	word_take(&s, last);
	s.v2 ^= 0xff;
	rounds(&s, 4);
	return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}
