#include "common/json_scan.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/random.h"
#include "common/utf8.h"

/* Keys are compared by a polynomial hash modulo 2^61 - 1 at a secret point: two different keys of n
 * characters collide with a chance of n / 2^61, whoever chose them. */
#define HASH_PRIME   ((UINT64_C(1) << 61) - 1)

#define NUMBER_MAX   64 /* characters */
#define EXPONENT_MAX 308

struct scan {
	const char *at, *end;
	enum json_fault fault;
	int depth;
	uint64_t point;   /* of the hash */
	unsigned objects; /* begun so far */
	size_t key_count;
	uint64_t keys[JSON_SCAN_KEYS]; /* hashes, each begun with the number of its object */
};

static bool scan_value(struct scan *s);

/* Notes what is wrong; the first fault stays. */
static bool fail(struct scan *s, enum json_fault fault)
{
	if (!s->fault)
		s->fault = fault;
	return false;
}

/* Looks at the next byte; -1 at the end. */
static int peek(const struct scan *s)
{
	return s->at < s->end ? (unsigned char)*s->at : -1;
}

/* Takes the next byte if it is c. */
static bool take(struct scan *s, char c)
{
	if (s->at == s->end || *s->at != c)
		return false;
	s->at++;
	return true;
}

static void skip_space(struct scan *s)
{
	while (s->at < s->end &&
		(*s->at == ' ' || *s->at == '\t' || *s->at == '\n' || *s->at == '\r'))
		s->at++;
}

/* Draws the secret point of the hash, once per thread. */
static uint64_t hash_point(void)
{
	static _Thread_local uint64_t point;

	while (point < UINT32_MAX)
		point = random_u64() % HASH_PRIME;
	return point;
}

static uint64_t hash_add(uint64_t hash, uint64_t point, uint32_t character)
{
	unsigned __int128 product = (unsigned __int128)hash * point + character + 1;
	uint64_t sum = (uint64_t)(product & HASH_PRIME) + (uint64_t)(product >> 61);

	return sum >= HASH_PRIME ? sum - HASH_PRIME : sum;
}

/* Reads the four digits behind \u. */
static bool scan_hex4(struct scan *s, uint32_t *unit)
{
	*unit = 0;
	for (int i = 0; i < 4; i++) {
		int c = peek(s), letter = c | 0x20;

		if (c >= '0' && c <= '9')
			*unit = *unit * 16 + (uint32_t)(c - '0');
		else if (c > 0 && letter >= 'a' && letter <= 'f')
			*unit = *unit * 16 + (uint32_t)(letter - 'a' + 10);
		else
			return fail(s, JSON_FAULT_SYNTAX);
		s->at++;
	}
	return true;
}

/* Reads what follows \u: one character, which may take two escapes. */
static bool scan_unicode_escape(struct scan *s, uint32_t *character)
{
	uint32_t low;

	if (!scan_hex4(s, character))
		return false;
	if (*character == 0)
		return fail(s, JSON_FAULT_NUL);
	if (*character < 0xd800 || *character > 0xdfff)
		return true;
	if (*character > 0xdbff || !take(s, '\\') || !take(s, 'u'))
		return fail(s, JSON_FAULT_SURROGATE);
	if (!scan_hex4(s, &low))
		return false;
	if (low < 0xdc00 || low > 0xdfff)
		return fail(s, JSON_FAULT_SURROGATE);
	*character = 0x10000 + ((*character - 0xd800) << 10) + (low - 0xdc00);
	return true;
}

/* Reads what follows a backslash. */
static bool scan_escape(struct scan *s, uint32_t *character)
{
	static const char names[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
	const char *name;
	int c = peek(s);

	if (c == 'u') {
		s->at++;
		return scan_unicode_escape(s, character);
	}
	name = c > 0 ? strchr(names, c) : NULL;
	if (!name)
		return fail(s, JSON_FAULT_SYNTAX);
	*character = (unsigned char)meanings[name - names];
	s->at++;
	return true;
}

/* Reads one character of a string that is not ASCII. */
static bool scan_wide(struct scan *s, uint32_t *character)
{
	size_t width = utf8_width(s->at, (size_t)(s->end - s->at));

	if (!width)
		return fail(s, JSON_FAULT_UTF8);
	*character = (unsigned char)*s->at & (0xffu >> (width + 1));
	for (size_t i = 1; i < width; i++)
		*character = *character << 6 | ((unsigned char)s->at[i] & 0x3fu);
	s->at += width;
	return true;
}

/* Skips the whole string, up to its end, where all of it means itself: nearly always. */
static void skip_whole(struct scan *s)
{
	const char *end = memchr(s->at, '"', (size_t)(s->end - s->at));

	if (end && utf8_plain(s->at, (size_t)(end - s->at)))
		s->at = end;
}

/* Skips characters that mean themselves.  Stops at what needs a look. */
static void skip_plain(struct scan *s)
{
	for (size_t width = 1; s->at < s->end && width; s->at += width) {
		unsigned char c = (unsigned char)*s->at;

		width = c >= 0x20 && c != '"' && c != '\\'
				? utf8_step(s->at, (size_t)(s->end - s->at))
				: 0;
	}
}

/* Reads a string; hash takes its characters as they are meant, however they are written. */
static bool scan_string(struct scan *s, uint64_t *hash)
{
	if (!take(s, '"'))
		return fail(s, JSON_FAULT_SYNTAX);
	if (!hash)
		skip_whole(s); /* once, not behind each escape: what is long is not read again and
				  again */
	for (;;) {
		uint32_t character;
		int c;

		if (!hash)
			skip_plain(s);
		c = peek(s);
		character = (uint32_t)c;
		if (c < 0x20)
			return fail(s, c == 0 ? JSON_FAULT_NUL : JSON_FAULT_SYNTAX);
		if (c >= 0x80) {
			if (!scan_wide(s, &character))
				return false;
		} else {
			s->at++;
			if (c == '"')
				return true;
			if (c == '\\' && !scan_escape(s, &character))
				return false;
		}
		if (hash)
			*hash = hash_add(*hash, s->point, character);
	}
}

/* Reads one digit or more. */
static bool scan_digits(struct scan *s)
{
	const char *start = s->at;

	while (s->at < s->end && *s->at >= '0' && *s->at <= '9')
		s->at++;
	return s->at > start || fail(s, JSON_FAULT_SYNTAX);
}

/* Reads an exponent.  Great ones are refused even where they mean nearly nothing (1e-99999): jsonb
 * would make a numeric of as many digits of it. */
static bool scan_exponent(struct scan *s)
{
	const char *start;
	long exponent = 0;

	if (!take(s, 'e') && !take(s, 'E'))
		return true;
	if (!take(s, '+'))
		take(s, '-');
	start = s->at;
	if (!scan_digits(s))
		return false;
	for (; start < s->at && exponent <= EXPONENT_MAX; start++)
		exponent = exponent * 10 + (*start - '0');
	return exponent <= EXPONENT_MAX || fail(s, JSON_FAULT_NUMBER);
}

/* Tells whether a number, which is known to be well formed, is finite as a double. */
static bool is_finite(const char *number, size_t len)
{
	char text[NUMBER_MAX + 1];

	memcpy(text, number, len);
	text[len] = '\0';
	return isfinite(strtod(text, NULL));
}

static bool scan_number(struct scan *s)
{
	const char *start = s->at, *digits_end;

	take(s, '-');
	if (!take(s, '0') && !scan_digits(s))
		return false;
	if (take(s, '.') && !scan_digits(s))
		return false;
	digits_end = s->at;
	if (!scan_exponent(s))
		return false;
	if (s->at - start > NUMBER_MAX)
		return fail(s, JSON_FAULT_NUMBER);
	/* 64 digits without an exponent are always finite. */
	if (s->at > digits_end && !is_finite(start, (size_t)(s->at - start)))
		return fail(s, JSON_FAULT_NUMBER);
	return true;
}

static bool scan_literal(struct scan *s, const char *word)
{
	struct span rest = { s->at, (size_t)(s->end - s->at) };

	if (!span_starts(rest, word))
		return fail(s, JSON_FAULT_SYNTAX);
	s->at += strlen(word);
	return true;
}

/* Reads a key and keeps its hash; refuses one that its object has already. */
static bool scan_key(struct scan *s, unsigned object)
{
	uint64_t hash = object;

	skip_space(s);
	if (!scan_string(s, &hash))
		return false;
	for (size_t i = 0; i < s->key_count; i++)
		if (s->keys[i] == hash)
			return fail(s, JSON_FAULT_DUPLICATE);
	if (s->key_count == JSON_SCAN_KEYS)
		return fail(s, JSON_FAULT_KEYS);
	s->keys[s->key_count++] = hash;
	return true;
}

/* Reads one member of an object or one item of an array (object 0). */
static bool scan_member(struct scan *s, unsigned object)
{
	if (object) {
		if (!scan_key(s, object))
			return false;
		skip_space(s);
		if (!take(s, ':'))
			return fail(s, JSON_FAULT_SYNTAX);
	}
	if (!scan_value(s))
		return false;
	skip_space(s);
	return true;
}

/* Reads an object or an array. */
static bool scan_container(struct scan *s)
{
	unsigned object = *s->at == '{' ? ++s->objects : 0;
	char closing = object ? '}' : ']';

	if (++s->depth > JSON_SCAN_DEPTH)
		return fail(s, JSON_FAULT_DEPTH);
	s->at++;
	skip_space(s);
	if (!take(s, closing)) {
		do {
			if (!scan_member(s, object))
				return false;
		} while (take(s, ','));
		if (!take(s, closing))
			return fail(s, JSON_FAULT_SYNTAX);
	}
	s->depth--;
	return true;
}

static bool scan_value(struct scan *s)
{
	skip_space(s);
	switch (peek(s)) {
	case '{':
	case '[':
		return scan_container(s);
	case '"':
		return scan_string(s, NULL);
	case 't':
		return scan_literal(s, "true");
	case 'f':
		return scan_literal(s, "false");
	case 'n':
		return scan_literal(s, "null");
	default:
		return scan_number(s);
	}
}

/* Makes ready to scan; the keys stay as they are, for only key_count of them mean anything. */
static void begin(struct scan *s, struct span text)
{
	s->at = text.data;
	s->end = text.data + text.len;
	s->fault = JSON_FAULT_NONE;
	s->depth = 0;
	s->objects = 0;
	s->key_count = 0;
	s->point = hash_point();
}

enum json_fault json_scan(struct span text, size_t *offset)
{
	struct scan s;

	begin(&s, text);
	skip_space(&s);
	if (s.at == s.end) {
		fail(&s, JSON_FAULT_EMPTY);
	} else if (scan_value(&s)) {
		skip_space(&s);
		if (s.at < s.end)
			fail(&s, JSON_FAULT_TRAILING);
	}
	*offset = (size_t)(s.at - text.data);
	return s.fault;
}

bool json_scan_number(struct span text)
{
	struct scan s;

	begin(&s, text);
	return scan_number(&s) && s.at == s.end;
}
