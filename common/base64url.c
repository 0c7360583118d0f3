#include "common/base64url.h"

#include <stdint.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* Tells what a character stands for; -1 where it is none of the alphabet. */
static int symbol_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '-' ? 62 : c == '_' ? 63 : -1;
}

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
		int value = symbol_value(text.data[i]);

		if (value < 0)
			return false;
		bits = bits << 6 | (uint32_t)value;
		held += 6;
		if (held >= 8) {
			held -= 8;
			out[(*len)++] = (unsigned char)(bits >> held);
		}
	}
	/* Six spare bits are a character too many; any that are set would give the same bytes. */
	return held < 6 && !(bits & ((1u << held) - 1));
}
