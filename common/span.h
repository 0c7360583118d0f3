/* A span: bytes that somebody else owns.  Not NUL-terminated. */
#ifndef PAKN_SPAN_H
#define PAKN_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

struct span {
	const char *data;
	size_t len;
};

/* Wraps a C string; NULL becomes the empty span. */
static inline struct span span_of(const char *text)
{
	return (struct span){ text ? text : "", text ? strlen(text) : 0 };
}

static inline bool span_eq(struct span s, const char *text)
{
	return s.len == strlen(text) && memcmp(s.data, text, s.len) == 0;
}

/* Compares without regard to the case of ASCII letters. */
static inline bool span_eq_nocase(struct span s, const char *text)
{
	return s.len == strlen(text) && strncasecmp(s.data, text, s.len) == 0;
}

static inline bool span_starts(struct span s, const char *prefix)
{
	size_t len = strlen(prefix);
	return s.len >= len && memcmp(s.data, prefix, len) == 0;
}

/* Cuts the first n bytes off; n may not exceed the length. */
static inline struct span span_skip(struct span s, size_t n)
{
	return (struct span){ s.data + n, s.len - n };
}

/* Takes spaces and tabs off both ends. */
static inline struct span span_trim(struct span s)
{
	while (s.len && (s.data[0] == ' ' || s.data[0] == '\t'))
		s = span_skip(s, 1);
	while (s.len && (s.data[s.len - 1] == ' ' || s.data[s.len - 1] == '\t'))
		s.len--;
	return s;
}

#endif
