/* Whatever fields_from_query() accepts has values that are valid UTF-8, and a query that is made of
 * these values, percent-encoded, gives the same values again. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/fields.h"
#include "common/str.h"
#include "common/utf8.h"

#define FIELDS 10

static const struct field table[FIELDS + 1] = {
	{ "t", FIELD_TEXT, 0, 0, 0, NULL, "" },
	{ "n", FIELD_NUMBER, 0, 0, 0, NULL, "" },
	{ "i", FIELD_INTEGER, 0, -5, 200, NULL, "" },
	{ "b", FIELD_BOOLEAN, 0, 0, 0, NULL, "" },
	{ "m", FIELD_TIME, 0, 0, 0, NULL, "" },
	{ "d", FIELD_CODE, 0, 0, 0, NULL, "" },
	{ "p", FIELD_PHONE, 0, 0, 0, NULL, "" },
	{ "e", FIELD_EMAIL, 0, 0, 0, NULL, "" },
	{ "o.o", FIELD_OBJECT, 0, 0, 0, NULL, "" },
	{ "w", FIELD_PASSWORD, 0, 0, 0, NULL, "" },
	{ 0 },
};

static void add_encoded(struct str *query, const char *value)
{
	for (; *value; value++)
		str_printf(query, "%%%02x", (unsigned char)*value);
}

static void check_again(struct arena *a, const char *const *values)
{
	struct field_errors errors = { .lang = LANG_EN };
	const char *again[FIELDS];
	struct str query = { 0 };

	for (int i = 0; i < FIELDS; i++) {
		if (!values[i])
			continue;
		if (!utf8_valid(values[i], strlen(values[i])))
			abort();
		str_printf(&query, "&%s=", table[i].name);
		add_encoded(&query, values[i]);
	}
	if (fields_from_query(a, table, str_span(&query), again, &errors) != FIELDS_OK) {
		fprintf(stderr, "%s %s\n", errors.items[0].pointer, errors.items[0].detail);
		abort();
	}
	/* An empty value is no value: "t=%20" gives "", and "t=" gives nothing. */
	for (int i = 0; i < FIELDS; i++)
		if (values[i] && *values[i] ? !again[i] || strcmp(values[i], again[i]) != 0
					    : again[i] != NULL) {
			fprintf(stderr, "%s: %s, %s\n", table[i].name, values[i], again[i]);
			abort();
		}
	str_free(&query);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span query = { (const char *)data, size };
	struct field_errors errors = { .lang = LANG_VI };
	struct arena *a = arena_new();
	const char *values[FIELDS];
	enum fields_outcome outcome = fields_from_query(a, table, query, values, &errors);

	if ((outcome == FIELDS_OK) != (errors.count == 0) ||
		(outcome == FIELDS_MALFORMED && errors.count != 1))
		abort();
	if (outcome == FIELDS_OK)
		check_again(a, values);
	for (size_t i = 0; i < errors.count; i++)
		if (!utf8_valid(errors.items[i].pointer, strlen(errors.items[i].pointer)) ||
			!utf8_valid(errors.items[i].detail, strlen(errors.items[i].detail)))
			abort();
	arena_free(a);
	return 0;
}
