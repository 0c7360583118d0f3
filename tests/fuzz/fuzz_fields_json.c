/* Whatever fields_from_json() accepts has values that are valid UTF-8, and a body that is made of
 * these values is accepted again and gives the same values. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/fields.h"
#include "common/str.h"
#include "common/utf8.h"

#define FIELDS 16

static const char *const choices[] = { "a", "b", NULL };

static const struct field table[FIELDS + 1] = {
	{ "t", FIELD_TEXT, 0, 0, 0, NULL, "" },
	{ "u", FIELD_TEXT, FIELD_WITH_PARENT, 2, 9, NULL, "" },
	{ "n", FIELD_NUMBER, 0, 0, 0, NULL, "" },
	{ "i", FIELD_INTEGER, 0, 0, 0, NULL, "" },
	{ "b", FIELD_BOOLEAN, 0, 0, 0, NULL, "" },
	{ "m", FIELD_TIME, 0, 0, 0, NULL, "" },
	{ "c", FIELD_CHOICE, 0, 0, 0, choices, "" },
	{ "d", FIELD_CODE, 0, 0, 0, NULL, "" },
	{ "x", FIELD_UUID, 0, 0, 0, NULL, "" },
	{ "p", FIELD_PHONE, 0, 0, 0, NULL, "" },
	{ "e", FIELD_EMAIL, 0, 0, 0, NULL, "" },
	{ "w", FIELD_PASSWORD, 0, 0, 0, NULL, "" },
	{ "o", FIELD_OBJECT, 0, 0, 0, NULL, "" },
	{ "s", FIELD_CODES, 0, 0, 0, NULL, "" },
	{ "l", FIELD_LINE, 0, 0, 0, NULL, "" },
	{ "y", FIELD_DATE, 0, 0, 0, NULL, "" },
	{ "a", FIELD_TEXTS, 0, 0, 0, NULL, "" },
	{ "j", FIELD_OBJECTS, 0, 0, 0, NULL, "" },
	{ 0 },
};

/* Adds a value as JSON again. */
static void add_value(struct str *body, enum field_type type, const char *value)
{
	switch (type) {
	case FIELD_NUMBER:
	case FIELD_INTEGER:
	case FIELD_BOOLEAN:
	case FIELD_OBJECT:
	case FIELD_TEXTS:
	case FIELD_OBJECTS:
		str_add(body, value);
		break;
	case FIELD_CODES: /* {"a","b"} */
		str_printf(body, "[%.*s]", (int)strlen(value) - 2, value + 1);
		break;
	default:
		str_add_json(body, value);
	}
}

static void check_again(struct arena *a, const char *const *values)
{
	struct field_errors errors = { .lang = LANG_EN };
	const char *again[FIELDS];
	struct str body = { 0 };

	str_add(&body, "{\"t\":null");
	for (int i = 0; i < FIELDS; i++) {
		if (!values[i])
			continue;
		if (!utf8_valid(values[i], strlen(values[i])))
			abort();
		if (i == 0)
			str_clear(&body);
		str_printf(&body, "%c\"%s\":", i == 0 ? '{' : ',', table[i].name);
		add_value(&body, table[i].type, values[i]);
	}
	str_add(&body, "}");
	if (fields_from_json(a, table, str_span(&body), again, &errors) != FIELDS_OK) {
		fprintf(stderr, "%s\n%s %s\n", body.data, errors.items[0].pointer,
			errors.items[0].detail);
		abort();
	}
	for (int i = 0; i < FIELDS; i++)
		if (!values[i] != !again[i] || (values[i] && strcmp(values[i], again[i]) != 0)) {
			fprintf(stderr, "%s: %s, %s\n", table[i].name, values[i], again[i]);
			abort();
		}
	str_free(&body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span body = { (const char *)data, size };
	struct field_errors errors = { .lang = size % 2 ? LANG_EN : LANG_VI };
	struct arena *a = arena_new();
	const char *values[FIELDS];

	switch (fields_from_json(a, table, body, values, &errors)) {
	case FIELDS_OK:
		if (errors.count || !utf8_valid(body.data, body.len))
			abort();
		check_again(a, values);
		break;
	case FIELDS_MALFORMED:
		if (errors.count != 1)
			abort();
		break;
	case FIELDS_INVALID:
		if (!errors.count)
			abort();
	}
	for (size_t i = 0; i < errors.count; i++)
		if (!utf8_valid(errors.items[i].pointer, strlen(errors.items[i].pointer)) ||
			!utf8_valid(errors.items[i].detail, strlen(errors.items[i].detail)))
			abort();
	arena_free(a);
	return 0;
}
