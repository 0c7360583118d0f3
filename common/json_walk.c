#include "common/json_walk.h"

#include <stdint.h>

static struct span skip_space(struct span s)
{
	while (s.len &&
		(s.data[0] == ' ' || s.data[0] == '\t' || s.data[0] == '\n' || s.data[0] == '\r'))
		s = span_skip(s, 1);
	return s;
}

/* Tells whether an odd number of backslashes stands before at: then what is there is escaped. */
static bool is_escaped(const char *start, const char *at)
{
	const char *first = at;

	while (first > start && first[-1] == '\\')
		first--;
	return (at - first) % 2;
}

/* Tells how long the string at the front is, with its quotes. */
static size_t string_size(struct span s)
{
	const char *end = s.data, *stop = s.data + s.len;

	do
		end = memchr(end + 1, '"', (size_t)(stop - end) - 1);
	while (end && is_escaped(s.data + 1, end));
	return end ? (size_t)(end - s.data) + 1 : s.len;
}

/* Tells how long the object or array at the front is. */
static size_t container_size(struct span s)
{
	size_t i = 0, depth = 0;

	while (i < s.len) {
		char c = s.data[i];

		if (c == '"') {
			i += string_size(span_skip(s, i));
			continue;
		}
		i++;
		depth += c == '{' || c == '[';
		depth -= c == '}' || c == ']';
		if (!depth)
			break;
	}
	return i;
}

/* Tells how long the number or the word at the front is. */
static size_t scalar_size(struct span s)
{
	size_t i = 0;

	while (i < s.len && s.data[i] > ' ' && s.data[i] != ',' && s.data[i] != '}' &&
		s.data[i] != ']')
		i++;
	return i;
}

struct span json_walk_value(struct span text)
{
	struct span s = skip_space(text);

	if (!s.len)
		return s;
	if (s.data[0] == '"')
		s.len = string_size(s);
	else if (s.data[0] == '{' || s.data[0] == '[')
		s.len = container_size(s);
	else
		s.len = scalar_size(s);
	return s;
}

struct span json_walk_inside(struct span container)
{
	return span_skip(container, container.len ? 1 : 0);
}

/* Takes a value off, and the comma or colon behind it. */
static struct span value_take(struct span *rest)
{
	struct span value = json_walk_value(*rest);

	*rest = skip_space(span_skip(*rest, (size_t)(value.data - rest->data) + value.len));
	if (rest->len && (rest->data[0] == ',' || rest->data[0] == ':'))
		*rest = span_skip(*rest, 1);
	return value;
}

bool json_walk_item(struct span *rest, struct span *value)
{
	*value = value_take(rest);
	return value->len > 0;
}

bool json_walk_member(struct span *rest, struct span *key, struct span *value)
{
	return json_walk_item(rest, key) && json_walk_item(rest, value);
}

/* Reads four hexadecimal digits. */
static uint32_t hex4(const char *digits)
{
	uint32_t unit = 0;

	for (int i = 0; i < 4; i++) {
		char c = digits[i];

		unit = unit * 16 + (uint32_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
	}
	return unit;
}

/* Writes a character as UTF-8 and returns where the next one goes. */
static char *put_character(char *to, uint32_t character)
{
	static const unsigned char leads[] = { 0x00, 0xc0, 0xe0, 0xf0 };
	int further = (character > 0x7f) + (character > 0x7ff) + (character > 0xffff);

	*to++ = (char)(leads[further] | character >> 6 * further);
	while (further--)
		*to++ = (char)(0x80 | (character >> 6 * further & 0x3f));
	return to;
}

/* Writes the character of \uXXXX, or of two of these, and moves behind it. */
static char *put_unicode(char *to, const char **at)
{
	uint32_t character = hex4(*at);

	*at += 4;
	if (character >= 0xd800 && character <= 0xdbff) {
		character = 0x10000 + ((character - 0xd800) << 10) + (hex4(*at + 2) - 0xdc00);
		*at += 6;
	}
	return put_character(to, character);
}

struct span json_walk_string(struct arena *a, struct span string)
{
	static const char meanings[] = {
		['b'] = '\b', ['f'] = '\f', ['n'] = '\n', ['r'] = '\r', ['t'] = '\t'
	};
	struct span s = { string.data + 1, string.len - 2 };
	const char *at = s.data, *end = s.data + s.len, *escape;
	char *text, *to;

	if (!memchr(s.data, '\\', s.len))
		return s;
	to = text = arena_alloc(a, s.len + 1);
	while ((escape = memchr(at, '\\', (size_t)(end - at)))) {
		memcpy(to, at, (size_t)(escape - at));
		to += escape - at;
		at = escape + 2;
		if (escape[1] == 'u')
			to = put_unicode(to, &at);
		else
			*to++ = escape[1] >= 'b' ? meanings[(int)escape[1]] : escape[1];
	}
	memcpy(to, at, (size_t)(end - at));
	return (struct span){ text, (size_t)(to - text) + (size_t)(end - at) };
}
