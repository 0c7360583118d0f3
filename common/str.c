#include "common/str.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

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

/* Makes room for more bytes and the NUL behind them. */
static void reserve(struct str *s, size_t more)
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
	reserve(s, len);
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
	reserve(s, 32); /* nearly always enough; what is longer is formatted twice */
	len = vsnprintf(s->data + s->len, s->cap - s->len, format, args);
	va_end(args);
	if (len < 0)
		fatal("str_printf: bad format");
	if ((size_t)len >= s->cap - s->len) {
		reserve(s, (size_t)len);
		vsnprintf(s->data + s->len, (size_t)len + 1, format, again);
	}
	va_end(again);
	s->len += (size_t)len;
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

void str_add_json_bytes(struct str *s, const char *data, size_t len)
{
	size_t run = 0, i = 0;

	str_add_char(s, '"');
	while (i < len) {
		unsigned char c = (unsigned char)data[i];
		size_t width = c < 0x80 ? 1 : utf8_width(data + i, len - i);

		if (width && c >= 0x20 && c != '"' && c != '\\' && c != 0x7f) {
			i += width;
			continue;
		}
		str_add_bytes(s, data + run, i - run);
		if (width)
			add_escape(s, c);
		else
			str_add(s, "\\ufffd");
		run = ++i;
	}
	str_add_bytes(s, data + run, len - run);
	str_add_char(s, '"');
}

void str_add_json(struct str *s, const char *text)
{
	if (text)
		str_add_json_bytes(s, text, strlen(text));
	else
		str_add(s, "null");
}

void str_hex(char *out, const void *data, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *bytes = data;

	for (size_t i = 0; i < len; i++) {
		*out++ = digits[bytes[i] >> 4];
		*out++ = digits[bytes[i] & 15];
	}
	*out = '\0';
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
	reserve(s, 2 * len);
	str_hex(s->data + s->len, data, len);
	s->len += 2 * len;
}

void str_add_element(struct str *s, const char *value)
{
	str_add_char(s, s->len ? ',' : '{');
	if (!value) {
		str_add(s, "NULL");
		return;
	}
	str_add_char(s, '"');
	for (size_t len; *value; value += len) {
		len = strcspn(value, "\"\\");
		str_add_bytes(s, value, len);
		if (value[len]) {
			str_add_char(s, '\\');
			str_add_char(s, value[len++]);
		}
	}
	str_add_char(s, '"');
}
