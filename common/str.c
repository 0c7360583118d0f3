#include "common/str.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/digits.h"
#include "common/fatal.h"
#include "common/utf8.h"

void str_free(struct str *s)
{
	free(s->data);
	*s = (struct str){ 0 };
}

void str_clear(struct str *s)
{
	s->len = 0;
	if (s->data)
		s->data[0] = '\0';
}

void str_reserve(struct str *s, size_t more)
{
	size_t need = s->len + more + 1;
	size_t cap = s->cap ? s->cap : 64;

	if (need <= s->cap)
		return;
	while (cap < need)
		cap *= 2;
	s->data = fatal_if_null(realloc(s->data, cap));
	s->cap = cap;
}

void str_add_bytes(struct str *s, const void *data, size_t len)
{
	str_reserve(s, len);
	if (len)
		memcpy(s->data + s->len, data, len);
	s->len += len;
	s->data[s->len] = '\0';
}

void str_add(struct str *s, const char *text)
{
	str_add_bytes(s, text, strlen(text));
}

void str_add_char(struct str *s, char c)
{
	str_add_bytes(s, &c, 1);
}

void str_printf(struct str *s, const char *format, ...)
{
	va_list args, again;
	int len;

	va_start(args, format);
	va_copy(again, args);
	str_reserve(s, 32); /* nearly always enough; what is longer is formatted twice */
	len = vsnprintf(s->data + s->len, s->cap - s->len, format, args);
	va_end(args);
	if (len < 0)
		fatal("str_printf: bad format");
	if ((size_t)len >= s->cap - s->len) {
		str_reserve(s, (size_t)len);
		vsnprintf(s->data + s->len, (size_t)len + 1, format, again);
	}
	va_end(again);
	s->len += (size_t)len;
}

void str_add_unsigned(struct str *s, unsigned long long number)
{
	str_reserve(s, DIGITS_MAX);
	s->len = (size_t)(digits_put(s->data + s->len, number) - s->data);
}

void str_add_signed(struct str *s, long long number)
{
	if (number < 0)
		str_add_char(s, '-');
	/* The least number has no positive one. */
	str_add_unsigned(
		s, number < 0 ? 0 - (unsigned long long)number : (unsigned long long)number);
}

/* Adds one character of a JSON string that has to be escaped. */
static void add_escape(struct str *s, unsigned char c)
{
	static const char *const names[] = {
		['"'] = "\\\"",
		['\\'] = "\\\\",
		['\b'] = "\\b",
		['\f'] = "\\f",
		['\n'] = "\\n",
		['\r'] = "\\r",
		['\t'] = "\\t",
	};

	if (c < sizeof(names) / sizeof(names[0]) && names[c])
		str_add(s, names[c]);
	else
		str_printf(s, "\\u%04x", c);
}

/* Counts the bytes at the front that stand in a JSON string as they are. */
static size_t plain_run(const char *data, size_t len)
{
	size_t i = 0, width = 1;

	for (; i < len && width; i += width) {
		unsigned char c = (unsigned char)data[i];

		width = c >= 0x20 && c != '"' && c != '\\' && c != 0x7f
				? utf8_step(data + i, len - i)
				: 0;
	}
	return i;
}

void str_add_json_bytes(struct str *s, const char *data, size_t len)
{
	str_reserve(s, len + 2);
	str_add_char(s, '"');
	while (len) {
		size_t run = plain_run(data, len);

		str_add_bytes(s, data, run);
		data += run;
		len -= run;
		if (!len)
			break;
		if (utf8_step(data, len))
			add_escape(s, (unsigned char)*data);
		else
			str_add(s, "\\ufffd");
		data++;
		len--;
	}
	str_add_char(s, '"');
}

void str_add_json(struct str *s, const char *text)
{
	if (text)
		str_add_json_bytes(s, text, strlen(text));
	else
		str_add(s, "null");
}

/* The two digits of each byte. */
#define HEX_ROW(d)                                                                                 \
	d "0" d "1" d "2" d "3" d "4" d "5" d "6" d "7" d "8" d "9" d "a" d "b" d "c" d "d" d      \
	  "e" d "f"

static const char hex_pairs[] = HEX_ROW("0") HEX_ROW("1") HEX_ROW("2") HEX_ROW("3") HEX_ROW("4")
	HEX_ROW("5") HEX_ROW("6") HEX_ROW("7") HEX_ROW("8") HEX_ROW("9") HEX_ROW("a") HEX_ROW("b")
		HEX_ROW("c") HEX_ROW("d") HEX_ROW("e") HEX_ROW("f");

void str_hex(char *out, const void *data, size_t len)
{
	const unsigned char *bytes = data;

	for (size_t i = 0; i < len; i++)
		memcpy(out + 2 * i, &hex_pairs[2 * bytes[i]], 2);
	out[2 * len] = '\0';
}

void str_add_percent(struct str *s, const char *text)
{
	for (; *text; text++) {
		char letter = (char)(*text | 0x20);

		if ((letter >= 'a' && letter <= 'z') || (*text >= '0' && *text <= '9') ||
			strchr("-._~", *text))
			str_add_char(s, *text);
		else
			str_printf(s, "%%%02X", (unsigned char)*text);
	}
}

void str_add_hex(struct str *s, const void *data, size_t len)
{
	str_reserve(s, 2 * len);
	str_hex(s->data + s->len, data, len);
	s->len += 2 * len;
}

/* Counts the bytes before the first quotation mark or backslash. */
static size_t unquoted_run(const char *value, size_t len)
{
	const char *quote = memchr(value, '"', len), *slash;

	if (quote)
		len = (size_t)(quote - value);
	slash = memchr(value, '\\', len);
	return slash ? (size_t)(slash - value) : len;
}

/* Writes an element in quotes; returns where the next byte goes. */
static char *put_element(char *to, const char *value, size_t len)
{
	*to++ = '"';
	while (len) {
		size_t run = unquoted_run(value, len);

		to = mempcpy(to, value, run);
		value += run;
		len -= run;
		if (!len)
			break;
		*to++ = '\\';
		*to++ = *value++;
		len--;
	}
	*to++ = '"';
	return to;
}

void str_add_element(struct str *s, const char *value)
{
	size_t len = value ? strlen(value) : 0;
	char *to;

	str_reserve(s, 2 * len + sizeof(",NULL"));
	to = s->data + s->len;
	*to++ = s->len ? ',' : '{';
	to = value ? put_element(to, value, len) : mempcpy(to, "NULL", 4);
	*to = '\0';
	s->len = (size_t)(to - s->data);
}
