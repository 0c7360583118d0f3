#include "common/sms_text.h"

#include "common/fields.h"
#include "common/str.h"
#include "common/text.h"
#include "common/utf8.h"

#define REPLACEMENT "\ufffd"
#define DOTS        "..."

/* Reads one unit of UTF-16BE; bytes that are missing are of no character. */
static unsigned unit_at(struct span s, size_t at)
{
	const unsigned char *b = (const unsigned char *)s.data;

	return at + 1 < s.len ? (unsigned)b[at] << 8 | b[at + 1] : 0xdc00;
}

static bool is_high(unsigned unit)
{
	return unit >= 0xd800 && unit < 0xdc00;
}

static bool is_low(unsigned unit)
{
	return unit >= 0xdc00 && unit < 0xe000;
}

/* Writes a character as UTF-8; a half of a pair that stands alone is none. */
static void character_add(struct str *out, unsigned c)
{
	char bytes[] = { (char)(0xf0 | c >> 18), (char)(0x80 | (c >> 12 & 0x3f)),
		(char)(0x80 | (c >> 6 & 0x3f)), (char)(0x80 | (c & 0x3f)) };

	if (c < 0x80)
		return str_add_char(out, (char)c);
	if (is_high(c) || is_low(c))
		return str_add(out, REPLACEMENT);
	if (c < 0x800)
		bytes[2] = (char)(0xc0 | c >> 6);
	else if (c < 0x10000)
		bytes[1] = (char)(0xe0 | c >> 12);
	str_add_bytes(out, bytes + (c < 0x800) + (c < 0x10000),
		4 - (size_t)(c < 0x800) - (size_t)(c < 0x10000));
}

static void utf16_add(struct str *out, struct span s)
{
	for (size_t at = 0; at < s.len; at += 2) {
		unsigned c = unit_at(s, at), low = unit_at(s, at + 2);

		if (is_high(c) && is_low(low) && at + 3 < s.len) {
			c = 0x10000 + ((c & 0x3ff) << 10 | (low & 0x3ff));
			at += 2;
		}
		character_add(out, c);
	}
}

static void utf8_add(struct str *out, struct span s)
{
	while (s.len) {
		size_t width = utf8_step(s.data, s.len);

		if (width)
			str_add_bytes(out, s.data, width);
		else
			str_add(out, REPLACEMENT);
		s = span_skip(s, width ? width : 1);
	}
}

/* Makes spaces of what may not stand in a text (C0 but newline, DEL, C1), and one newline of every
 * end of a line. */
static void controls_blank(char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i], next = i + 1 < len ? text[i + 1] : 0;

		if ((c < ' ' && c != '\n' && c != '\r') || c == 0x7f) {
			text[i] = ' ';
		} else if (c == 0xc2 && next >= 0x80 && next < 0xa0) {
			text[i] = text[i + 1] = ' ';
		}
	}
}

/* Cuts a text after so many characters, and the blanks off both ends. */
static char *cut(char *text, size_t max)
{
	size_t at = 0;

	text += strspn(text, " \n");
	while (text[at] && max--)
		at += utf8_step(text + at, strlen(text + at));
	while (at && strchr(" \n", text[at - 1]))
		at--;
	text[at] = '\0';
	return text;
}

char *sms_text_read(struct arena *a, struct span encoded, bool utf16, size_t max)
{
	char *bytes = arena_alloc(a, encoded.len + 1), *text;
	struct str valid = { 0 };
	size_t len;

	fields_percent_bytes(encoded, true, bytes, &len);
	(utf16 ? utf16_add : utf8_add)(&valid, (struct span){ bytes, len });
	if (valid.len)
		controls_blank(valid.data, valid.len);
	text = text_nfc(a, str_span(&valid), NULL);
	str_free(&valid);
	text_unify_lines(text);
	return cut(text, max);
}

/* What is left of Vietnamese typography when the marks are off, and what its place is taken by. */
static const struct {
	const char *sign, *plain;
} signs[] = {
	{ "\u2018", "'" },
	{ "\u2019", "'" },
	{ "\u201c", "\"" },
	{ "\u201d", "\"" },
	{ "\u2013", "-" },
	{ "\u2014", "-" },
	{ "\u2022", "-" },
	{ "\u20ab", "d" },
	{ "\u20ac", "EUR" },
	{ "[", "(" },
	{ "]", ")" },
	{ "{", "(" },
	{ "}", ")" },
	{ "\\", "/" },
	{ "|", "/" },
	{ "~", "-" },
	{ "^", "" },
	{ "`", "'" },
};

/* Adds what stands for one character. */
static void plain_add(struct str *out, const char *at, size_t width)
{
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (strlen(signs[i].sign) == width && !memcmp(signs[i].sign, at, width))
			return str_add(out, signs[i].plain);
	str_add_char(out, width > 1 ? '?' : *at < ' ' || *at == 0x7f ? ' ' : *at);
}

char *sms_text_plain(struct arena *a, const char *text)
{
	const char *at = text_unmark(a, span_of(text));
	struct str plain = { 0 };
	char *copy;

	for (size_t width; *at; at += width) {
		width = utf8_step(at, strlen(at));
		plain_add(&plain, at, width);
	}
	copy = arena_span(a, str_span(&plain));
	str_free(&plain);
	return copy;
}

char *sms_text_fit(struct arena *a, const char *before, const char *text, const char *after)
{
	size_t others = strlen(before) + strlen(after);
	size_t room = others < SMS_TEXT_MAX ? SMS_TEXT_MAX - others : 0;
	bool cut_off = strlen(text) > room;

	if (cut_off)
		room -= room < strlen(DOTS) ? room : strlen(DOTS);
	return arena_printf(a, "%s%.*s%s%s", before, (int)room, text, cut_off ? DOTS : "", after);
}
