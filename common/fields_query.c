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

bool fields_percent_bytes(struct span text, bool plus_is_space, char *out, size_t *len)
{
	bool well = true;

	*len = 0;
	for (; text.len; text = span_skip(text, 1)) {
		bool sign = text.data[0] == '%';
		int high = sign && text.len > 2 ? nibble(text.data[1]) : -1;
		int low = high >= 0 ? nibble(text.data[2]) : -1;

		well = well && (!sign || low >= 0);
		if (low >= 0) {
			out[(*len)++] = (char)(high << 4 | low);
			text = span_skip(text, 2);
		} else {
			out[(*len)++] = text.data[0] == '+' && plus_is_space ? ' ' : text.data[0];
		}
	}
	return well;
}

char *fields_percent_decode(struct arena *a, struct span text, bool plus_is_space)
{
	char *out = arena_alloc(a, text.len + 1);
	size_t len;

	if (!fields_percent_bytes(text, plus_is_space, out, &len) || memchr(out, '\0', len))
		return NULL;
	return utf8_valid(out, len) ? out : NULL;
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
	row = name ? fields_find(r->table, name) : -1;
	value = row >= 0 && r->table[row].type == FIELD_RAW
			? arena_span(r->arena, raw)
			: fields_percent_decode(r->arena, raw, true);
	if (!name || !value) {
		r->errors->count = 0;
		field_errors_add(r->arena, r->errors,
			row >= 0 ? arena_printf(r->arena, "?%s", name) : "?",
			MESSAGE_QUERY_ENCODING, NULL);
		return false;
	}
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
