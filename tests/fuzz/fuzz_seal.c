/* No bytes open as a seal, but what seal_close() wrote of the same text for the same place; a list
 * of keys that is accepted has at least one, and each has a number of its own. */
#include <stdint.h>
#include <stdlib.h>

#include "common/seal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Seals what is given, changes one bit where told, and looks whether it opens. */
static void round_trip(const struct seal_keys *k, struct span text, unsigned bit)
{
	static const struct seal_place place = { 24, { "sixteen bytes id" }, "name" };
	size_t len = text.len + SEAL_OVERHEAD;
	unsigned char *sealed = malloc(len), *out = malloc(text.len + 1);

	seal_close(k, &place, text, sealed);
	if (!seal_open(k, &place, (struct span){ (char *)sealed, len }, out) ||
		(text.len && memcmp(out, text.data, text.len) != 0))
		abort();
	bit %= (unsigned)(8 * len);
	sealed[bit / 8] ^= (unsigned char)(1u << bit % 8);
	if (seal_open(k, &place, (struct span){ (char *)sealed, len }, out))
		abort();
	free(sealed);
	free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct seal_place place = { 24, { "sixteen bytes id" }, "name" };
	struct seal_keys k, read;
	unsigned char *out = malloc(size + 1);
	char *text = malloc(size + 1);

	if (!seal_keys_parse(
		    "1:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", &k))
		abort();
	if (seal_open(&k, &place, (struct span){ (const char *)data, size }, out))
		abort(); /* a forged tag: one in 2^128 */
	memcpy(text, data, size);
	text[size] = '\0';
	if (seal_keys_parse(text, &read))
		for (size_t i = 0; i < read.count; i++)
			for (size_t j = 0; j < i; j++)
				if (!read.keys[i].id || read.keys[i].id == read.keys[j].id)
					abort();
	if (size)
		round_trip(&k, (struct span){ (const char *)data, size }, data[0] * 257u);
	free(out);
	free(text);
	return 0;
}
