/* A growing string of bytes, always NUL-terminated once something was added.  Owned by whoever
 * declared it: `struct str s = { 0 };` ... `str_free(&s)`. */
#ifndef PAKN_STR_H
#define PAKN_STR_H

#include <stddef.h>

#include "common/span.h"

struct str {
	char *data;
	size_t len, cap;
};

void str_free(struct str *s);
void str_clear(struct str *s);

/* Makes room for more bytes, and the NUL behind them. */
void str_reserve(struct str *s, size_t more);

void str_add(struct str *s, const char *text);
void str_add_bytes(struct str *s, const void *data, size_t len);
void str_add_char(struct str *s, char c);
void str_add_signed(struct str *s, long long number);
void str_add_unsigned(struct str *s, unsigned long long number);
void str_printf(struct str *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds text as a JSON string with its quotes; NULL becomes null.  Invalid UTF-8 is replaced. */
void str_add_json(struct str *s, const char *text);
void str_add_json_bytes(struct str *s, const char *data, size_t len);

/* Adds text as a component of a URI or a form: all but letters, digits and -._~ as %XX (RFC 3986,
 * 2). */
void str_add_percent(struct str *s, const char *text);

/* Adds an element to the literal of a PostgreSQL array, after { or a comma; NULL becomes NULL.  The
 * closing } is the caller's. */
void str_add_element(struct str *s, const char *value);

/* Adds bytes as lower-case hexadecimal digits. */
void str_add_hex(struct str *s, const void *data, size_t len);

/* Writes 2 * len digits and a NUL. */
void str_hex(char *out, const void *data, size_t len);

static inline struct span str_span(const struct str *s)
{
	return (struct span){ s->data ? s->data : "", s->len };
}

#endif
