/* Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
#ifndef PAKN_UTF8_H
#define PAKN_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Tells how many bytes (1 to 4) the character at data takes; 0 where it is not valid. */
size_t utf8_width(const char *data, size_t len);

/* The same, and quick for what Vietnamese is written with. */
static inline size_t utf8_step(const char *data, size_t len)
{
	const unsigned char *b = (const unsigned char *)data;

	if (len && b[0] < 0x80)
		return 1;
	if (len >= 3 && b[0] >= 0xe1 && b[0] <= 0xec && (b[1] & 0xc0) == 0x80 &&
		(b[2] & 0xc0) == 0x80)
		return 3;
	if (len >= 2 && b[0] >= 0xc2 && b[0] <= 0xdf && (b[1] & 0xc0) == 0x80)
		return 2;
	return utf8_width(data, len);
}

/* Tells whether all of it is valid. */
bool utf8_valid(const char *data, size_t len);

/* Tells whether all of it is valid and stands in a JSON string as it is: no quotation mark, no
 * backslash, nothing below a space. */
bool utf8_plain(const char *data, size_t len);

/* Counts characters of valid UTF-8. */
size_t utf8_length(const char *data, size_t len);

#endif
