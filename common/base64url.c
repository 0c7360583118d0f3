#include "common/base64url.h"

#include <stdint.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void base64url_encode(const void *data, size_t len, char *out)
{
	const unsigned char *bytes = data;
	uint32_t bits = 0;
	unsigned held = 0;

	for (size_t i = 0; i < len; i++) {
		bits = bits << 8 | bytes[i];
		for (held += 8; held >= 6; held -= 6)
			*out++ = alphabet[bits >> (held - 6) & 63];
	}
	if (held)
		*out++ = alphabet[bits << (6 - held) & 63];
	*out = '\0';
}

bool base64url_decode(struct span text, unsigned char *out, size_t *len)
{
	uint32_t bits = 0;
	unsigned held = 0;

	*len = 0;
	for (size_t i = 0; i < text.len; i++) {
		const char *at = text.data[i] ? strchr(alphabet, text.data[i]) : NULL;

		if (!at)
			return false;
		bits = bits << 6 | (uint32_t)(at - alphabet);
		held += 6;
		if (held >= 8) {
			held -= 8;
			out[(*len)++] = (unsigned char)(bits >> held);
		}
	}
	/* Six spare bits are a character too many; any that are set would give the same bytes. */
	return held < 6 && !(bits & ((1u << held) - 1));
}
