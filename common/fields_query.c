/* Fields from query strings and forms. */
#include "common/field_reader.h"
#include "common/utf8.h"

/* So many parameters that a form of ours never has them. */
#define PARAMETERS_MAX      1000
#define PARAMETERS_MAX_TEXT "1000"

/* Reads a hexadecimal digit; -1 where it is none. */
static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Reads the two digits behind a percent sign; 0, which may not stand there, where they are none. */
static char decode_byte(struct span digits)
{
	int high, low;

	if (digits.len < 2)
		return '\0';
	high = nibble(digits.data[0]);
	low = nibble(digits.data[1]);
	return high < 0 || low < 0 ? '\0' : (char)(high << 4 | low);
}

char *fields_percent_decode(struct arena *a, struct span text, bool plus_is_space)
{
	char *out = arena_alloc(a, text.len + 1), *to = out;

	for (; text.len; text = span_skip(text, 1)) {
		char c = text.data[0];

		if (c == '%') {
			c = decode_byte(span_skip(text, 1));
			if (c)
				text = span_skip(text, 2);
		} else if (c == '+' && plus_is_space) {
			c = ' ';
		}
		if (!c)
			return NULL;
		*to++ = c;
	}
	return utf8_valid(out, (size_t)(to - out)) ? out : NULL;
}

/* Cuts the next parameter off a query. */
static struct span cut_parameter(struct span *query)
{
	const char *end = memchr(query->data, '&', query->len);
	struct span parameter = { query->data, end ? (size_t)(end - query->data) : query->len };

	*query = span_skip(*query, parameter.len + (end != NULL));
	return parameter;
}

/* Reads the value of a known name. */
static void read_value(struct field_reader *r, int row, const char *value)
{
	bool again = r->marks[row] & FIELD_SEEN;

	field_reader_enter(r, row);
	if (again)
		field_reader_keep(r, field_fail(r, MESSAGE_TWICE, NULL));
	else if (*value)
		field_reader_keep(r, field_from_text(r, span_of(value)));
}

/* Reads one name=value; false where it is not well encoded. */
static bool read_parameter(struct field_reader *r, struct span parameter)
{
	const char *equals = parameter.len ? memchr(parameter.data, '=', parameter.len) : NULL;
	size_t name_len = equals ? (size_t)(equals - parameter.data) : parameter.len;
	struct span raw = span_skip(parameter, name_len + (equals != NULL));
	const char *name, *value;
	int row;

	name = fields_percent_decode(r->arena, (struct span){ parameter.data, name_len }, true);
	value = fields_percent_decode(r->arena, raw, true);
	if (!name || !value) {
		r->errors->count = 0;
		field_errors_add(r->arena, r->errors,
			name && fields_find(r->table, name) >= 0
				? arena_printf(r->arena, "?%s", name)
				: "?",
			MESSAGE_QUERY_ENCODING, NULL);
		return false;
	}
	row = fields_find(r->table, name);
	if (row < 0)
		field_unknown(r, "", 0, name);
	else
		read_value(r, row, value);
	return true;
}

enum fields_outcome fields_from_query(struct arena *a, const struct field *table, struct span query,
	const char **values, struct field_errors *errors)
{
	struct field_reader r = {
		.arena = a, .table = table, .values = values, .errors = errors, .query = true
	};

	field_reader_begin(&r);
	for (size_t count = 0; query.len; count++) {
		struct span parameter = cut_parameter(&query);

		if (count == PARAMETERS_MAX) {
			errors->count = 0;
			field_errors_add(a, errors, "?", MESSAGE_QUERY_MANY, PARAMETERS_MAX_TEXT);
			return FIELDS_MALFORMED;
		}
		if (parameter.len && !read_parameter(&r, parameter))
			return FIELDS_MALFORMED;
	}
	return field_reader_end(&r);
}
