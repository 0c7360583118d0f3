#include "common/text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "common/fatal.h"
#include "common/machine.h"
#include "common/utf8.h"

#define NAME_MAX_LENGTH 64

/* Tells whether a character (its first bytes) is its own normal form C whatever stands beside it.
 * Below U+0300 and in U+1E00 to U+1EFF, where Vietnamese lives, every character is; others may not.
 */
static bool surely_composed(const unsigned char *c)
{
	return c[0] < 0xcc || (c[0] == 0xe1 && c[1] >= 0xb8 && c[1] <= 0xbb);
}

/* What the first byte of a character tells of it; 0: a letter or a sign of ASCII. */
enum mark { MARK_NUL = 1, MARK_RETURN = 2, MARK_BREAK = 4, MARK_CONTROL = 8, MARK_WIDE = 16 };

static const unsigned char marks[256] = {
	[0x00] = MARK_NUL,
	[0x01 ... 0x08] = MARK_CONTROL,
	['\t'] = MARK_BREAK,
	['\n'] = MARK_BREAK,
	[0x0b ... 0x0c] = MARK_CONTROL,
	['\r'] = MARK_RETURN,
	[0x0e ... 0x1f] = MARK_CONTROL,
	[0x7f] = MARK_CONTROL,
	[0x80 ... 0xff] = MARK_WIDE,
};

/* What is still to come of a character that is plain: valid, surely composed, no control. */
enum {
	TO_COME_NONE = MACHINE_STATE(1),
	TO_COME_1 = MACHINE_STATE(2),
	TO_COME_1_HIGH = MACHINE_STATE(3), /* behind C2: U+0080 to U+009F are controls */
	TO_COME_2_LATIN = MACHINE_STATE(4) /* behind E1: U+1E00 to U+1EFF */
};

#define BEGIN(to) MACHINE_GO(TO_COME_NONE, to)
#define FURTHER   MACHINE_GO(TO_COME_1, TO_COME_NONE)

static const uint64_t plain_rows[256] = {
	[0x20 ... 0x7e] = BEGIN(TO_COME_NONE),
	[0x80 ... 0x9f] = FURTHER,
	[0xa0 ... 0xb7] = FURTHER | MACHINE_GO(TO_COME_1_HIGH, TO_COME_NONE),
	[0xb8 ... 0xbb] = FURTHER | MACHINE_GO(TO_COME_1_HIGH, TO_COME_NONE) |
			  MACHINE_GO(TO_COME_2_LATIN, TO_COME_1),
	[0xbc ... 0xbf] = FURTHER | MACHINE_GO(TO_COME_1_HIGH, TO_COME_NONE),
	[0xc2] = BEGIN(TO_COME_1_HIGH),
	[0xc3 ... 0xcb] = BEGIN(TO_COME_1),
	[0xe1] = BEGIN(TO_COME_2_LATIN),
};

/* Tells whether a text is one line of what Vietnamese is written with, as nearly all are. */
static bool is_plain(struct span s)
{
	return machine_run(plain_rows, TO_COME_NONE, s.data, s.len) == TO_COME_NONE;
}

/* Looks at a text that has something special. */
static struct text_look look_closely(struct span s)
{
	const char *at = s.data, *end = s.data + s.len;
	bool composed = true;
	unsigned found = 0;

	while (at < end) {
		const unsigned char *c = (const unsigned char *)at;
		size_t width;

		if (!(marks[*c] & MARK_WIDE)) {
			found |= marks[*c];
			at++;
			continue;
		}
		width = utf8_step(at, (size_t)(end - at));
		if (!width)
			return (struct text_look){ 0 };
		composed = composed && surely_composed(c);
		if (c[0] == 0xc2 && c[1] < 0xa0)
			found |= MARK_CONTROL;
		at += width;
	}
	return (struct text_look){
		.valid = !(found & MARK_NUL),
		.composed = composed,
		.returns = found & MARK_RETURN,
		.breaks = found & MARK_BREAK,
		.control = found & MARK_CONTROL,
		.length = utf8_length(s.data, s.len),
	};
}

struct text_look text_look(struct span s)
{
	return is_plain(s) ? (struct text_look){ .valid = true,
		.composed = true,
		.length = utf8_length(s.data, s.len) }
			   : look_closely(s);
}

/* Runs utf8proc over a valid text and moves what it made into the arena. */
static char *map(struct arena *a, struct span s, utf8proc_option_t options, size_t *len)
{
	utf8proc_uint8_t *mapped;
	utf8proc_ssize_t n = utf8proc_map(
		(const utf8proc_uint8_t *)s.data, (utf8proc_ssize_t)s.len, &mapped, options);
	char *copy;

	if (n == UTF8PROC_ERROR_NOMEM)
		fatal("out of memory");
	if (n < 0)
		return NULL;
	copy = arena_copy(a, mapped, (size_t)n);
	free(mapped);
	*len = (size_t)n;
	return copy;
}

char *text_nfc(struct arena *a, struct span s, size_t *len)
{
	struct text_look look = text_look(s);
	size_t unused;

	if (!len)
		len = &unused;
	if (!look.valid)
		return NULL;
	if (!look.composed)
		return map(a, s, UTF8PROC_STABLE | UTF8PROC_COMPOSE, len);
	*len = s.len;
	return arena_copy(a, s.data, s.len);
}

/* Runs utf8proc over a text as the options say, and takes the marks off. */
static char *unmark(struct arena *a, struct span s, utf8proc_option_t options)
{
	char *text, *to;
	size_t len;

	if (!text_look(s).valid)
		return NULL;
	text = map(a, s, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK | options, &len);
	if (!text)
		return NULL;
	/* Unicode does not take đ (U+0111, c4 91) and Đ (c4 90) apart. */
	to = text;
	for (size_t i = 0; i < len; i++) {
		unsigned char next = (unsigned char)text[i + 1];
		bool d = (unsigned char)text[i] == 0xc4 && (next == 0x91 || next == 0x90);

		*to++ = !d ? text[i] : next == 0x91 ? 'd' : 'D';
		i += d;
	}
	*to = '\0';
	return text;
}

char *text_fold(struct arena *a, struct span s)
{
	return unmark(a, s, UTF8PROC_CASEFOLD);
}

char *text_unmark(struct arena *a, struct span s)
{
	return unmark(a, s, UTF8PROC_COMPAT);
}

bool text_says_something(struct span s)
{
	utf8proc_int32_t c;

	while (s.len) {
		utf8proc_ssize_t width = utf8proc_iterate(
			(const utf8proc_uint8_t *)s.data, (utf8proc_ssize_t)s.len, &c);
		utf8proc_category_t kind = width > 0 ? utf8proc_category(c) : UTF8PROC_CATEGORY_CN;

		if ((kind >= UTF8PROC_CATEGORY_LU && kind <= UTF8PROC_CATEGORY_LO) ||
			(kind >= UTF8PROC_CATEGORY_ND && kind <= UTF8PROC_CATEGORY_NO))
			return true;
		s = span_skip(s, width > 0 ? (size_t)width : 1);
	}
	return false;
}

size_t text_unify_lines(char *text)
{
	char *to = strchrnul(text, '\r');

	for (const char *from = to; *from; from++)
		if (*from != '\r')
			*to++ = *from;
		else if (from[1] != '\n')
			*to++ = '\n';
	*to = '\0';
	return (size_t)(to - text);
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t text_distance(const char *a, const char *b)
{
	size_t a_len = strlen(a), b_len = strlen(b);
	size_t rows[3][NAME_MAX_LENGTH + 1];

	if (a_len > NAME_MAX_LENGTH || b_len > NAME_MAX_LENGTH)
		return a_len > b_len ? a_len : b_len;
	for (size_t j = 0; j <= b_len; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t *row = rows[i % 3];
		const size_t *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];

		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			row[j] = last[j - 1] + (a[i - 1] != b[j - 1]);
			row[j] = least(row[j], least(last[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
	}
	return rows[a_len % 3][b_len];
}
