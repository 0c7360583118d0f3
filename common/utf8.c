#include "common/utf8.h"

#include <stdint.h>
#include <string.h>

#include "common/machine.h"

/* The forms of RFC 3629, section 4: how wide, and the bounds of the second byte, which are narrower
 * for some lead bytes.  The first form is none. */
static const struct {
	unsigned char width, second_low, second_high;
} forms[] = {
	{ 0, 0x00, 0x00 },
	{ 1, 0x00, 0x00 },
	{ 2, 0x80, 0xbf },
	{ 3, 0xa0, 0xbf },
	{ 3, 0x80, 0xbf },
	{ 3, 0x80, 0x9f },
	{ 4, 0x90, 0xbf },
	{ 4, 0x80, 0xbf },
	{ 4, 0x80, 0x8f },
};

/* Which form a lead byte begins. */
static const unsigned char form_of[256] = {
	[0x00 ... 0x7f] = 1,
	[0xc2 ... 0xdf] = 2,
	[0xe0] = 3,
	[0xe1 ... 0xec] = 4,
	[0xed] = 5,
	[0xee ... 0xef] = 4,
	[0xf0] = 6,
	[0xf1 ... 0xf3] = 7,
	[0xf4] = 8,
};

size_t utf8_width(const char *data, size_t len)
{
	const unsigned char *b = (const unsigned char *)data;
	size_t form = len ? form_of[b[0]] : 0, width = forms[form].width;

	if (width > len)
		return 0;
	if (width > 1 && (b[1] < forms[form].second_low || b[1] > forms[form].second_high))
		return 0;
	for (size_t n = 2; n < width; n++)
		if ((b[n] & 0xc0) != 0x80)
			return 0;
	return width;
}

bool utf8_valid(const char *data, size_t len)
{
	for (size_t i = 0; i < len;) {
		size_t width = utf8_step(data + i, len - i);

		if (!width)
			return false;
		i += width;
	}
	return true;
}

/* What is still to come of a character: so many bytes, of which the second has bounds of its own.
 */
enum {
	TO_COME_NONE = MACHINE_STATE(1),
	TO_COME_1 = MACHINE_STATE(2),
	TO_COME_2 = MACHINE_STATE(3),
	TO_COME_2_HIGH = MACHINE_STATE(4),
	TO_COME_2_LOW = MACHINE_STATE(5),
	TO_COME_3 = MACHINE_STATE(6),
	TO_COME_3_HIGH = MACHINE_STATE(7),
	TO_COME_3_LOW = MACHINE_STATE(8),
};

#define BEGIN(to) MACHINE_GO(TO_COME_NONE, to)
#define FURTHER                                                                                    \
	(MACHINE_GO(TO_COME_1, TO_COME_NONE) | MACHINE_GO(TO_COME_2, TO_COME_1) |                  \
		MACHINE_GO(TO_COME_3, TO_COME_2))

static const uint64_t plain_rows[256] = {
	[0x20 ... 0x21] = BEGIN(TO_COME_NONE), /* not the quotation mark, */
	[0x23 ... 0x5b] = BEGIN(TO_COME_NONE), /* not the backslash */
	[0x5d ... 0x7f] = BEGIN(TO_COME_NONE),
	[0x80 ... 0x8f] = FURTHER | MACHINE_GO(TO_COME_2_LOW, TO_COME_1) |
			  MACHINE_GO(TO_COME_3_LOW, TO_COME_2),
	[0x90 ... 0x9f] = FURTHER | MACHINE_GO(TO_COME_2_LOW, TO_COME_1) |
			  MACHINE_GO(TO_COME_3_HIGH, TO_COME_2),
	[0xa0 ... 0xbf] = FURTHER | MACHINE_GO(TO_COME_2_HIGH, TO_COME_1) |
			  MACHINE_GO(TO_COME_3_HIGH, TO_COME_2),
	[0xc2 ... 0xdf] = BEGIN(TO_COME_1),
	[0xe0] = BEGIN(TO_COME_2_HIGH),
	[0xe1 ... 0xec] = BEGIN(TO_COME_2),
	[0xed] = BEGIN(TO_COME_2_LOW),
	[0xee ... 0xef] = BEGIN(TO_COME_2),
	[0xf0] = BEGIN(TO_COME_3_HIGH),
	[0xf1 ... 0xf3] = BEGIN(TO_COME_3),
	[0xf4] = BEGIN(TO_COME_3_LOW),
};

bool utf8_plain(const char *data, size_t len)
{
	return machine_run(plain_rows, TO_COME_NONE, data, len) == TO_COME_NONE;
}

size_t utf8_length(const char *data, size_t len)
{
	size_t count = 0, i = 0;

	/* Eight bytes at once: bit 0 of each becomes 1 where it is a further byte (10xxxxxx). */
	for (; i + 8 <= len; i += 8) {
		uint64_t bytes, further;

		memcpy(&bytes, data + i, 8);
		further = bytes >> 7 & ~bytes >> 6 & UINT64_C(0x0101010101010101);
		count += 8 - (further * UINT64_C(0x0101010101010101) >> 56);
	}
	for (; i < len; i++)
		count += ((unsigned char)data[i] & 0xc0) != 0x80;
	return count;
}
