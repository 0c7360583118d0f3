#include "common/base64.h"

#include <stdint.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_encode(const void *data, size_t len, char *out)
{
	const unsigned char *bytes = data;

	for (size_t i = 0; i < len; i += 3) {
		size_t left = len - i;
		uint32_t bits = (uint32_t)bytes[i] << 16;

		bits |= left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0;
		bits |= left > 2 ? bytes[i + 2] : 0;
		*out++ = alphabet[bits >> 18];
		*out++ = alphabet[bits >> 12 & 63];
		*out++ = left > 1 ? alphabet[bits >> 6 & 63] : '=';
		*out++ = left > 2 ? alphabet[bits & 63] : '=';
	}
	*out = '\0';
}

/* Tells how many signs of padding end a text: two at the most. */
static size_t padding_of(struct span text)
{
	size_t count = 0;

	while (count < 2 && count < text.len && text.data[text.len - 1 - count] == '=')
		count++;
	return count;
}

bool base64_decode(struct span text, unsigned char *out, size_t max, size_t *len)
{
	size_t padding = padding_of(text);
	uint32_t bits = 0;
	unsigned held = 0;

	*len = 0;
	if (text.len % 4 || text.len / 4 * 3 - padding > max)
		return false;
	for (size_t i = 0; i < text.len - padding; i++) {
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
	/* Spare bits that are set would give the same bytes. */
	return !(bits & ((1u << held) - 1));
}
