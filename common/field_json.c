/* The values of fields that come as JSON. */
#include <json-c/json.h>
#include <math.h>

#include "common/field_reader.h"
#include "common/json_tree.h"
#include "common/str.h"
#include "common/text.h"

/* What to say about a fault of the text as a whole. */
static const enum field_message fault_messages[] = {
	[JSON_FAULT_EMPTY] = MESSAGE_BODY_EMPTY,
	[JSON_FAULT_SYNTAX] = MESSAGE_BODY_SYNTAX,
	[JSON_FAULT_UTF8] = MESSAGE_BODY_UTF8,
	[JSON_FAULT_NUL] = MESSAGE_BODY_NUL,
	[JSON_FAULT_SURROGATE] = MESSAGE_BODY_SURROGATE,
	[JSON_FAULT_DUPLICATE] = MESSAGE_BODY_DUPLICATE,
	[JSON_FAULT_DEPTH] = MESSAGE_BODY_DEPTH,
	[JSON_FAULT_KEYS] = MESSAGE_BODY_KEYS,
	[JSON_FAULT_NUMBER] = MESSAGE_BODY_NUMBER,
	[JSON_FAULT_TRAILING] = MESSAGE_BODY_TRAILING,
};

bool field_json_parse(struct field_reader *r, struct span text, const char *pointer,
	struct json_object **object, bool *malformed)
{
	enum json_fault fault;
	size_t offset;

	*object = json_tree(text, &fault, &offset);
	*malformed = fault != JSON_FAULT_NONE;
	if (*malformed) {
		field_errors_add(r->arena, r->errors, pointer, fault_messages[fault],
			arena_printf(r->arena, "%zu", offset));
		return false;
	}
	if (!json_object_is_type(*object, json_type_object)) {
		json_object_put(*object);
		field_errors_add(r->arena, r->errors, pointer, MESSAGE_NOT_OBJECT, NULL);
		return false;
	}
	return true;
}

static struct span string_span(struct json_object *string)
{
	return (struct span){ json_object_get_string(string),
		(size_t)json_object_get_string_len(string) };
}

static bool write_json(struct field_reader *r, struct str *out, struct json_object *value);

/* Writes a whole number; json-c has cut those beyond 64 bits, so none beyond 53 is taken. */
static bool write_integer(struct field_reader *r, struct str *out, struct json_object *value)
{
	double number = json_object_get_double(value);

	if (fabs(number) > FIELD_INTEGER_MAX) {
		field_fail(r, number < 0 ? MESSAGE_TOO_SMALL : MESSAGE_TOO_LARGE,
			number < 0 ? "-9007199254740991" : "9007199254740991");
		return false;
	}
	str_printf(out, "%.0f", number);
	return true;
}

/* Writes an object.  Keys stay as they are: brought to one normal form, two could become one. */
static bool write_object(struct field_reader *r, struct str *out, struct json_object *object)
{
	struct json_object_iterator at = json_object_iter_begin(object);
	struct json_object_iterator end = json_object_iter_end(object);
	char before = '{';

	if (json_object_iter_equal(&at, &end))
		str_add_char(out, before);
	for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at)) {
		str_add_char(out, before);
		str_add_json(out, json_object_iter_peek_name(&at));
		str_add_char(out, ':');
		if (!write_json(r, out, json_object_iter_peek_value(&at)))
			return false;
		before = ',';
	}
	str_add_char(out, '}');
	return true;
}

static bool write_array(struct field_reader *r, struct str *out, struct json_object *array)
{
	str_add_char(out, '[');
	for (size_t i = 0; i < json_object_array_length(array); i++) {
		if (i)
			str_add_char(out, ',');
		if (!write_json(r, out, json_object_array_get_idx(array, i)))
			return false;
	}
	str_add_char(out, ']');
	return true;
}

/* Writes any value, with its strings in normal form C. */
static bool write_json(struct field_reader *r, struct str *out, struct json_object *value)
{
	size_t len;
	const char *text;

	switch (json_object_get_type(value)) {
	case json_type_object:
		return write_object(r, out, value);
	case json_type_array:
		return write_array(r, out, value);
	case json_type_int:
		return write_integer(r, out, value);
	case json_type_string:
		text = text_nfc(r->arena, string_span(value), &len);
		str_add_json_bytes(out, text ? text : "", text ? len : 0);
		return true;
	case json_type_null:
		str_add(out, "null");
		return true;
	default: /* true, false, and doubles, which keep the digits they came with */
		str_add(out, json_object_get_string(value));
		return true;
	}
}

static const char *object_value(struct field_reader *r, struct json_object *object)
{
	struct str out = { 0 };
	const char *value = NULL;

	if (!field_length_fits(r, (size_t)json_object_object_length(object)))
		return NULL;
	if (write_object(r, &out, object))
		value = arena_span(r->arena, str_span(&out));
	str_free(&out);
	return value;
}

const char *field_from_object_text(struct field_reader *r, struct span text)
{
	const char *pointer = arena_printf(r->arena, "?%s", r->field->name), *value;
	struct json_object *object;
	bool malformed;

	if (!field_json_parse(r, text, pointer, &object, &malformed))
		return NULL;
	value = object_value(r, object);
	json_object_put(object);
	return value;
}

static const char *text_of(struct field_reader *r, struct json_object *string)
{
	return field_from_text(r, string_span(string));
}

/* Reads a number.  json-c has cut whole ones to 64 bits, with which no bound of a row need agree.
 */
static const char *number_of(struct field_reader *r, struct json_object *value)
{
	double number = json_object_get_double(value);

	if (json_object_is_type(value, json_type_int) && fabs(number) >= 0x1p63)
		return field_fail(r, number < 0 ? MESSAGE_TOO_SMALL : MESSAGE_TOO_LARGE,
			number < 0 ? "-9223372036854775808" : "9223372036854775807");
	return field_from_number(r, number);
}

static const char *boolean_of(struct field_reader *r, struct json_object *value)
{
	(void)r;
	return json_object_get_boolean(value) ? "true" : "false";
}

static const char *codes_of(struct field_reader *r, struct json_object *array)
{
	const struct field one = { .name = r->field->name,
		.type = r->field->type == FIELD_UUIDS ? FIELD_UUID : FIELD_CODE };
	size_t count = json_object_array_length(array);
	struct field_reader item = *r;
	struct span *codes;

	if (!field_length_fits(r, count))
		return NULL;
	codes = arena_alloc(r->arena, count * sizeof(*codes));
	item.field = &one;
	for (size_t i = 0; i < count; i++) {
		struct json_object *value = json_object_array_get_idx(array, i);

		item.item = (int)i;
		if (!json_object_is_type(value, json_type_string))
			return field_fail(&item, MESSAGE_NOT_TEXT, NULL);
		if (!field_from_text(&item, string_span(value)))
			return NULL;
		codes[i] = string_span(value);
	}
	return field_from_codes(r, codes, count);
}

const char *field_from_json(struct field_reader *r, struct json_object *value)
{
	/* Every type that is not here comes as a string. */
	static const struct {
		enum json_type type;
		enum field_message wrong_type;
		const char *(*read)(struct field_reader *, struct json_object *);
	} readers[FIELD_UUIDS + 1] = {
		[FIELD_NUMBER] = { json_type_double, MESSAGE_NOT_NUMBER, number_of },
		[FIELD_INTEGER] = { json_type_double, MESSAGE_NOT_INTEGER, number_of },
		[FIELD_BOOLEAN] = { json_type_boolean, MESSAGE_NOT_BOOLEAN, boolean_of },
		[FIELD_OBJECT] = { json_type_object, MESSAGE_NOT_OBJECT, object_value },
		[FIELD_CODES] = { json_type_array, MESSAGE_NOT_CODES, codes_of },
		[FIELD_UUIDS] = { json_type_array, MESSAGE_NOT_CODES, codes_of },
	};
	enum field_type type = r->field->type;
	enum json_type given = json_object_get_type(value);

	if (given == json_type_int)
		given = json_type_double;
	if (!readers[type].read)
		return given == json_type_string ? text_of(r, value)
						 : field_fail(r, MESSAGE_NOT_TEXT, NULL);
	if (given != readers[type].type)
		return field_fail(r, readers[type].wrong_type, NULL);
	return readers[type].read(r, value);
}
