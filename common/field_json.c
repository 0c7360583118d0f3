/* The values of fields that come as JSON. */
#include <json-c/json.h>
#include <math.h>
#include <stdlib.h>

#include "common/field_reader.h"
#include "common/json_tree.h"
#include "common/json_walk.h"
#include "common/str.h"
#include "common/text.h"

#define DIGITS_64_BITS 19 /* of a whole number that may need more than 64 bits */

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

bool field_json_check(struct field_reader *r, struct span text, const char *pointer,
	struct span *object, bool *malformed)
{
	size_t offset;
	enum json_fault fault = json_scan(text, &offset);

	*malformed = fault != JSON_FAULT_NONE;
	if (*malformed) {
		field_errors_add(r->arena, r->errors, pointer, fault_messages[fault],
			arena_printf(r->arena, "%zu", offset));
		return false;
	}
	*object = json_walk_value(text);
	if (object->data[0] == '{')
		return true;
	field_errors_add(r->arena, r->errors, pointer, MESSAGE_NOT_OBJECT, NULL);
	return false;
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

static const char *object_value(struct field_reader *r, struct span text)
{
	struct json_object *object = json_tree_object(text);
	struct str out = { 0 };
	const char *value = NULL;

	if (!object) /* two readers of JSON that differ */
		return field_fail(r, MESSAGE_NOT_OBJECT, NULL);
	if (field_length_fits(r, (size_t)json_object_object_length(object)) &&
		write_object(r, &out, object))
		value = arena_span(r->arena, str_span(&out));
	str_free(&out);
	json_object_put(object);
	return value;
}

const char *field_from_object_text(struct field_reader *r, struct span text)
{
	const char *pointer = arena_printf(r->arena, "?%s", r->field->name);
	struct span object;
	bool malformed;

	return field_json_check(r, text, pointer, &object, &malformed) ? object_value(r, object)
								       : NULL;
}

static const char *text_of(struct field_reader *r, struct span string)
{
	return field_from_text(r, json_walk_string(r->arena, string));
}

/* Tells of which end of 64 bits a whole number is out; 0: of none, or it is not whole. */
static int beyond_64_bits(struct field_reader *r, struct span text)
{
	const char *copy = arena_span(r->arena, text);
	double number = strtod(copy, NULL);

	if (strcspn(copy, ".eE") < text.len || fabs(number) < 0x1p63)
		return 0;
	return number < 0 ? -1 : 1;
}

/* Reads a number.  A whole one beyond 64 bits is told of these, with which no bound of a row need
 * agree. */
static const char *number_of(struct field_reader *r, struct span text)
{
	int beyond = text.len >= DIGITS_64_BITS ? beyond_64_bits(r, text) : 0;

	if (beyond)
		return field_fail(r, beyond < 0 ? MESSAGE_TOO_SMALL : MESSAGE_TOO_LARGE,
			beyond < 0 ? "-9223372036854775808" : "9223372036854775807");
	return field_from_number(r, text);
}

static const char *boolean_of(struct field_reader *r, struct span word)
{
	(void)r;
	return word.data[0] == 't' ? "true" : "false";
}

static size_t item_count(struct span array)
{
	struct span rest = json_walk_inside(array), value;
	size_t count = 0;

	while (json_walk_item(&rest, &value))
		count++;
	return count;
}

static const char *codes_of(struct field_reader *r, struct span array)
{
	const struct field one = { .name = r->field->name,
		.type = r->field->type == FIELD_UUIDS ? FIELD_UUID : FIELD_CODE };
	struct span rest = json_walk_inside(array), value, *codes;
	size_t count = item_count(array);
	struct field_reader item = *r;

	if (!field_length_fits(r, count))
		return NULL;
	codes = arena_alloc(r->arena, count * sizeof(*codes));
	item.field = &one;
	for (size_t i = 0; json_walk_item(&rest, &value); i++) {
		item.item = (int)i;
		if (value.data[0] != '"')
			return field_fail(&item, MESSAGE_NOT_TEXT, NULL);
		codes[i] = json_walk_string(r->arena, value);
		if (!field_from_text(&item, codes[i]))
			return NULL;
	}
	return field_from_codes(r, codes, count);
}

/* Reads an array of one kind of values. */
static const char *list_of(struct field_reader *r, struct span array)
{
	enum json_type type = r->field->type == FIELD_TEXTS ? json_type_string : json_type_object;
	enum json_fault fault;
	size_t offset;
	struct json_object *list;
	struct field_reader item = *r;
	struct str out = { 0 };
	const char *value = NULL;
	bool good;

	if (!field_length_fits(r, item_count(array)))
		return NULL;
	list = json_tree(array, &fault, &offset);
	good = list != NULL;
	for (size_t i = 0; good && i < json_object_array_length(list); i++) {
		item.item = (int)i;
		good = json_object_is_type(json_object_array_get_idx(list, i), type);
		if (!good)
			field_fail(&item,
				type == json_type_string ? MESSAGE_NOT_TEXT : MESSAGE_NOT_OBJECT,
				NULL);
	}
	if (good && write_array(r, &out, list))
		value = arena_span(r->arena, str_span(&out));
	str_free(&out);
	json_object_put(list);
	return value;
}

/* What a value is, by its first byte. */
enum kind { KIND_NUMBER, KIND_STRING, KIND_OBJECT, KIND_ARRAY, KIND_BOOLEAN, KIND_NULL };

static enum kind kind_of(struct span value)
{
	switch (value.data[0]) {
	case '"':
		return KIND_STRING;
	case '{':
		return KIND_OBJECT;
	case '[':
		return KIND_ARRAY;
	case 't':
	case 'f':
		return KIND_BOOLEAN;
	case 'n':
		return KIND_NULL;
	default:
		return KIND_NUMBER;
	}
}

const char *field_from_json(struct field_reader *r, struct span value)
{
	/* Every type that is not here comes as a string. */
	static const struct {
		enum kind kind;
		enum field_message wrong_type;
		const char *(*read)(struct field_reader *, struct span);
	} readers[FIELD_RAW + 1] = {
		[FIELD_NUMBER] = { KIND_NUMBER, MESSAGE_NOT_NUMBER, number_of },
		[FIELD_INTEGER] = { KIND_NUMBER, MESSAGE_NOT_INTEGER, number_of },
		[FIELD_BOOLEAN] = { KIND_BOOLEAN, MESSAGE_NOT_BOOLEAN, boolean_of },
		[FIELD_OBJECT] = { KIND_OBJECT, MESSAGE_NOT_OBJECT, object_value },
		[FIELD_CODES] = { KIND_ARRAY, MESSAGE_NOT_CODES, codes_of },
		[FIELD_UUIDS] = { KIND_ARRAY, MESSAGE_NOT_CODES, codes_of },
		[FIELD_TEXTS] = { KIND_ARRAY, MESSAGE_NOT_LIST, list_of },
		[FIELD_OBJECTS] = { KIND_ARRAY, MESSAGE_NOT_LIST, list_of },
	};
	enum field_type type = r->field->type;
	enum kind given = kind_of(value);

	if (!readers[type].read)
		return given == KIND_STRING ? text_of(r, value)
					    : field_fail(r, MESSAGE_NOT_TEXT, NULL);
	if (given != readers[type].kind)
		return field_fail(r, readers[type].wrong_type, NULL);
	return readers[type].read(r, value);
}
