/* Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
#ifndef PAKN_UTF8_H
#define PAKN_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Tells how many bytes (1 to 4) the character at data takes; 0 where it is not valid. */
size_t utf8_width(const char *data, size_t len);

/* Tells whether all of it is valid. */
bool utf8_valid(const char *data, size_t len);

/* Counts characters of valid UTF-8. */
size_t utf8_length(const char *data, size_t len);

#endif
