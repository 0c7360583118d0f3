/* Classes of bytes in HTTP/1.1 (RFC 9110, RFC 9112) and in URIs (RFC 3986), by one look into a
 * table. */
#ifndef PAKN_HTTP_CHARS_H
#define PAKN_HTTP_CHARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/span.h"

enum http_class {
	HTTP_TOKEN = 1, /* of a method or a header's name */
	HTTP_PCHAR = 2, /* of a path segment, apart from '%' */
	HTTP_VALUE = 4, /* of a header's value: no control character but the tab */
	HTTP_NAME = 8,  /* of a host name: letters, digits, '-', '.', '_' */
	HTTP_HEX = 16,
	HTTP_DIGIT = 32,
};

extern const uint8_t http_classes[256];

static inline bool http_is(char c, enum http_class class)
{
	return http_classes[(unsigned char)c] & class;
}

/* Counts the bytes at the start that are of the class. */
static inline size_t http_run(const char *data, size_t len, enum http_class class)
{
	size_t i = 0;

	while (i < len && http_is(data[i], class))
		i++;
	return i;
}

/* Reads one hexadecimal digit that is known to be one. */
static inline unsigned http_hex(char c)
{
	return c <= '9' ? (unsigned)(c - '0') : (unsigned)((c | 0x20) - 'a' + 10);
}

/* Checks a request target: "/path?query", "http://host/path?query" or "*".  Yields its parts; host
 * stays as it is but in the absolute form. */
bool http_target_read(struct span target, struct span *host, struct span *path, struct span *query);

/* Checks a name or an address, with or without a port. */
bool http_host_valid(struct span host);

#endif
