#include "common/utf8.h"

/* One row per range of lead bytes: RFC 3629 section 4, with the narrower ranges of the second byte.
 */
static const struct {
	unsigned char first_low, first_high, second_low, second_high;
	size_t width;
} forms[] = {
	{ 0x00, 0x7f, 0x00, 0x00, 1 },
	{ 0xc2, 0xdf, 0x80, 0xbf, 2 },
	{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },
	{ 0xe1, 0xec, 0x80, 0xbf, 3 },
	{ 0xed, 0xed, 0x80, 0x9f, 3 },
	{ 0xee, 0xef, 0x80, 0xbf, 3 },
	{ 0xf0, 0xf0, 0x90, 0xbf, 4 },
	{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
	{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
};

size_t utf8_width(const char *data, size_t len)
{
	const unsigned char *b = (const unsigned char *)data;

	for (size_t i = 0; len && i < sizeof(forms) / sizeof(forms[0]); i++) {
		size_t width = forms[i].width;

		if (b[0] < forms[i].first_low || b[0] > forms[i].first_high)
			continue;
		if (width > len)
			return 0;
		if (width > 1 && (b[1] < forms[i].second_low || b[1] > forms[i].second_high))
			return 0;
		for (size_t n = 2; n < width; n++)
			if (b[n] < 0x80 || b[n] > 0xbf)
				return 0;
		return width;
	}
	return 0;
}

bool utf8_valid(const char *data, size_t len)
{
	for (size_t i = 0; i < len;) {
		size_t width = (unsigned char)data[i] < 0x80 ? 1 : utf8_width(data + i, len - i);

		if (!width)
			return false;
		i += width;
	}
	return true;
}

size_t utf8_length(const char *data, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < len; i++)
		count += ((unsigned char)data[i] & 0xc0) != 0x80;
	return count;
}
