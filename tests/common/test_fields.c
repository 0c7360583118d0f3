#include "common/fields.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/str.h"
#include "common/utf8.h"
#include "tests/common/unit.h"

static const char *const kinds[] = { "complaint", "request", "praise", NULL };

static const char *const anywhere[] = { "*", NULL };

static const struct field table[] = { { "description", FIELD_TEXT, FIELD_REQUIRED, 5, 40, NULL,
					      "What is wrong" },
	{ "note", FIELD_TEXT, FIELD_OPTIONAL, 0, 0, NULL, "Any text" },
	{ "kind", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, kinds, "The kind" },
	{ "category", FIELD_CODE, FIELD_OPTIONAL, 2, 8, NULL, "The category" },
	{ "location.lat", FIELD_NUMBER, FIELD_WITH_PARENT, -90, 90, NULL, "Latitude" },
	{ "location.lon", FIELD_NUMBER, FIELD_WITH_PARENT, -180, 180, NULL, "Longitude" },
	{ "contact.phone", FIELD_PHONE, FIELD_OPTIONAL, 0, 0, NULL, "Telephone" },
	{ "contact.email", FIELD_EMAIL, FIELD_OPTIONAL, 0, 0, NULL, "Mail" },
	{ "limit", FIELD_INTEGER, FIELD_OPTIONAL, 1, 200, NULL, "How many" },
	{ "total", FIELD_INTEGER, FIELD_OPTIONAL, 0, 0, NULL, "Any integer" },
	{ "factor", FIELD_NUMBER, FIELD_OPTIONAL, 0, 0, NULL, "Any number" },
	{ "publish", FIELD_BOOLEAN, FIELD_OPTIONAL, 0, 0, NULL, "Yes or no" },
	{ "observed_at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "When" },
	{ "id", FIELD_UUID, FIELD_OPTIONAL, 0, 0, NULL, "An id" },
	{ "password", FIELD_PASSWORD, FIELD_OPTIONAL, 8, 20, NULL, "A password" },
	{ "attributes", FIELD_OBJECT, FIELD_OPTIONAL, 0, 3, NULL, "Further ones" },
	{ "attachments", FIELD_CODES, FIELD_OPTIONAL, 0, 3, NULL, "Photos" },
	{ "cases", FIELD_UUIDS, FIELD_OPTIONAL, 1, 2, NULL, "Cases" },
	{ "title", FIELD_LINE, FIELD_OPTIONAL, 0, 5, NULL, "One line" },
	{ "day", FIELD_DATE, FIELD_OPTIONAL, 0, 0, NULL, "A day" },
	{ "where", FIELD_CODE, FIELD_OPTIONAL, 2, 8, anywhere, "A place" },
	{ "words", FIELD_TEXTS, FIELD_OPTIONAL, 0, 2, NULL, "Some words" },
	{ "boxes", FIELD_OBJECTS, FIELD_OPTIONAL, 1, 2, NULL, "Some boxes" }, { 0 } };

/* What a reading gave; freed by the next one. */
static struct arena *arena;
static const char *values[COUNT(table)];
static struct field_errors errors;

static int start(void **state)
{
	(void)state;
	arena = arena_new();
	errors = (struct field_errors){ .lang = LANG_EN };
	return 0;
}

static int finish(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* Copies an input to memory of just its size, so that a sanitizer notices one byte read too many.
 */
static struct span exact(const char *text, size_t len)
{
	return (struct span){ memcpy(arena_alloc(arena, len), text, len), len };
}

static enum fields_outcome from_json(const char *body)
{
	return fields_from_json(arena, table, exact(body, strlen(body)), values, &errors);
}

static enum fields_outcome from_query(const char *query)
{
	return fields_from_query(arena, table, exact(query, strlen(query)), values, &errors);
}

static const char *value_of(const char *name)
{
	int row = fields_find(table, name);

	assert_true(row >= 0);
	return values[row];
}

/* Checks for an error with this code at this pointer. */
static void assert_error(const char *input, const char *pointer, const char *code)
{
	for (size_t i = 0; i < errors.count; i++)
		if (!strcmp(errors.items[i].pointer, pointer) &&
			!strcmp(errors.items[i].code, code))
			return;
	for (size_t i = 0; i < errors.count; i++)
		print_message("%s %s\n", errors.items[i].pointer, errors.items[i].code);
	fail_msg("%s: no error %s at %s", input, code, pointer);
}

static void rows_are_found_by_name(void **state)
{
	(void)state;
	assert_int_equal(fields_count(table), COUNT(table) - 1);
	assert_int_equal(fields_find(table, "description"), 0);
	assert_int_equal(fields_find(table, "location.lon"), 5);
	assert_int_equal(fields_find(table, "location"), -1);
}

static void a_whole_report_is_read(void **state)
{
	(void)state;
	assert_int_equal(
		from_json(" {\"description\": \"Ngập nước\\n ở chợ \", \"kind\":\"request\","
			  "\"category\":\"gt.01\",\"location\":{\"lat\":10.7769,\"lon\":1.067e2},"
			  "\"contact\":{\"phone\":\"0903 123 456\",\"email\":\"A.b@Example.VN\"},"
			  "\"limit\":50,\"publish\":true,\"observed_at\":\"2026-11-22T00:46:44Z\","
			  "\"id\":\"0A1B2C3D-4E5F-6789-ABCD-EF0123456789\","
			  "\"password\":\" p\\u00e1ss\\t\\\"word\","
			  "\"attributes\":{\"a\":[1,-2.50,null,true],\"b\":{\"c\":\"\\u00e9/\"}},"
			  "\"attachments\":[\"x\",\"NULL\"],\"note\":null}\r\n"),
		FIELDS_OK);
	assert_string_equal(value_of("description"), "Ngập nước\n ở chợ");
	assert_string_equal(value_of("kind"), "request");
	assert_string_equal(value_of("category"), "gt.01");
	assert_string_equal(value_of("location.lat"), "10.7769");
	assert_string_equal(value_of("location.lon"), "106.7");
	assert_string_equal(value_of("contact.phone"), "+84903123456");
	assert_string_equal(value_of("contact.email"), "A.b@example.vn");
	assert_string_equal(value_of("limit"), "50");
	assert_string_equal(value_of("publish"), "true");
	assert_string_equal(value_of("observed_at"), "2026-11-22T07:46:44.000+07:00");
	assert_string_equal(value_of("id"), "0a1b2c3d-4e5f-6789-abcd-ef0123456789");
	assert_string_equal(value_of("password"), " páss\t\"word");
	assert_string_equal(
		value_of("attributes"), "{\"a\":[1,-2.50,null,true],\"b\":{\"c\":\"é/\"}}");
	assert_string_equal(value_of("attachments"), "{\"x\",\"NULL\"}");
	assert_null(value_of("note"));
}

static const struct {
	const char *member, *name, *value;
} accepted[] = {
	{ "\"title\":\" a b \"", "title", "a b" },
	{ "\"day\":\"2026-09-02\"", "day", "2026-09-02" },
	{ "\"where\":\"*\"", "where", "*" },
	{ "\"where\":\"09187\"", "where", "09187" },
	{ "\"note\":\"\"", "note", "" },
	{ "\"note\":\" \\t\\n\\u00a0\\u3000 \"", "note", "" },
	{ "\"note\":\"Hue\\u0302\\u0301\"", "note", "Huế" },
	{ "\"note\":\"a\\r\\nb\\rc\\td\"", "note", "a\nb\nc\td" },
	{ "\"note\":\"\\ud83d\\ude00\"", "note", "\U0001f600" },
	{ "\"n\\u006fte\":\"x\"", "note", "x" },
	{ "\"total\":9007199254740991", "total", "9007199254740991" },
	{ "\"total\":-9007199254740991", "total", "-9007199254740991" },
	{ "\"total\":-0", "total", "0" },
	{ "\"total\":2.0", "total", "2" },
	{ "\"total\":1e3", "total", "1000" },
	{ "\"factor\":0.1", "factor", "0.1" },
	{ "\"factor\":-0.0", "factor", "-0" },
	{ "\"factor\":1E+300", "factor", "1e+300" },
	{ "\"factor\":1e-300", "factor", "1e-300" },
	{ "\"factor\":9007199254740993", "factor", "9007199254740992" },
	{ "\"factor\":0.30000000000000004", "factor", "0.30000000000000004" },
	{ "\"location\":null", "location.lat", NULL },
	{ "\"contact\":{}", "contact.phone", NULL },
	{ "\"contact\":{\"phone\":null}", "contact.phone", NULL },
	{ "\"publish\":false", "publish", "false" },
	{ "\"attributes\":{}", "attributes", "{}" },
	{ "\"words\":[\"Số 5\",\"a\\\"b\"]", "words", "[\"Số 5\",\"a\\\"b\"]" },
	{ "\"words\":[]", "words", "[]" },
	{ "\"boxes\":[{\"x\":1},{}]", "boxes", "[{\"x\":1},{}]" },
	{ "\"attributes\":{\"a.b\":\"\\u0001\"}", "attributes", "{\"a.b\":\"\\u0001\"}" },
	{ "\"attachments\":[]", "attachments", "{}" },
	{ "\"cases\":[\"018f0000-0000-7000-8000-000000000000\"]", "cases",
		"{\"018f0000-0000-7000-8000-000000000000\"}" },
};

static void values_come_out_in_one_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(accepted); i++) {
		char body[200];
		const char *value;

		snprintf(body, sizeof(body), "{\"description\":\"12345\",%s}", accepted[i].member);
		if (from_json(body) != FIELDS_OK)
			fail_msg("was refused: %s: %s", body, errors.items[0].detail);
		value = value_of(accepted[i].name);
		if (!accepted[i].value)
			assert_null(value);
		else
			assert_string_equal(value, accepted[i].value);
	}
}

static const struct {
	const char *member, *pointer, *code;
} refused[] = {
	{ "\"description\":\"1234\"", "/description", "too_short" },
	{ "\"description\":\"  1234  \"", "/description", "too_short" },
	{ "\"description\":\"12345678901234567890123456789012345678901\"", "/description",
		"too_long" },
	{ "\"description\":\"   \"", "/description", "required" },
	{ "\"description\":null", "/description", "required" },
	{ "\"description\":5", "/description", "wrong_type" },
	{ "\"note\":[\"x\"]", "/note", "wrong_type" },
	{ "\"note\":\"a\\u0007b\"", "/note", "bad_character" },
	{ "\"note\":\"a\\u007fb\"", "/note", "bad_character" },
	{ "\"note\":\"a\\u0085b\"", "/note", "bad_character" },
	{ "\"kind\":\"Request\"", "/kind", "bad_choice" },
	{ "\"kind\":true", "/kind", "wrong_type" },
	{ "\"category\":\"a\"", "/category", "too_short" },
	{ "\"category\":\"123456789\"", "/category", "too_long" },
	{ "\"category\":\"a b\"", "/category", "bad_format" },
	{ "\"category\":\"đường\"", "/category", "bad_format" },
	{ "\"location\":5", "/location", "wrong_type" },
	{ "\"location\":[]", "/location", "wrong_type" },
	{ "\"location\":{}", "/location/lat", "required" },
	{ "\"location\":{\"lat\":1}", "/location/lon", "required" },
	{ "\"location\":{\"lat\":90.1,\"lon\":0}", "/location/lat", "too_large" },
	{ "\"location\":{\"lat\":-91,\"lon\":0}", "/location/lat", "too_small" },
	{ "\"location\":{\"lat\":\"10\",\"lon\":0}", "/location/lat", "wrong_type" },
	{ "\"location\":{\"lat\":1,\"lon\":1,\"alt\":1}", "/location/alt", "unknown_field" },
	{ "\"location.lat\":5", "/location.lat", "unknown_field" },
	{ "\"location\":{\"lat\":1,\"lon\":{}}", "/location/lon", "wrong_type" },
	{ "\"contact\":{\"phone\":\"1022\"}", "/contact/phone", "bad_format" },
	{ "\"contact\":{\"email\":\"a@b\"}", "/contact/email", "bad_format" },
	{ "\"limit\":0", "/limit", "too_small" },
	{ "\"limit\":201", "/limit", "too_large" },
	{ "\"limit\":1.5", "/limit", "wrong_type" },
	{ "\"limit\":\"5\"", "/limit", "wrong_type" },
	{ "\"limit\":true", "/limit", "wrong_type" },
	{ "\"total\":9007199254740992", "/total", "too_large" },
	{ "\"total\":-9007199254740992", "/total", "too_small" },
	{ "\"total\":9223372036854775808", "/total", "too_large" },
	{ "\"total\":99999999999999999999999", "/total", "too_large" },
	{ "\"total\":-99999999999999999999999", "/total", "too_small" },
	{ "\"factor\":99999999999999999999999", "/factor", "too_large" },
	{ "\"factor\":-99999999999999999999999", "/factor", "too_small" },
	{ "\"publish\":\"true\"", "/publish", "wrong_type" },
	{ "\"publish\":1", "/publish", "wrong_type" },
	{ "\"observed_at\":\"2026-11-22T00:46:44\"", "/observed_at", "bad_format" },
	{ "\"observed_at\":\"9999-12-31T23:59:59Z\"", "/observed_at", "bad_format" },
	{ "\"observed_at\":1790000000", "/observed_at", "wrong_type" },
	{ "\"id\":\"5\"", "/id", "bad_format" },
	{ "\"password\":\"short\"", "/password", "too_short" },
	{ "\"password\":\"123456789012345678901\"", "/password", "too_long" },
	{ "\"attributes\":[]", "/attributes", "wrong_type" },
	{ "\"words\":{}", "/words", "wrong_type" },
	{ "\"words\":[\"a\",5]", "/words/1", "wrong_type" },
	{ "\"words\":[\"a\",\"b\",\"c\"]", "/words", "too_many" },
	{ "\"boxes\":[]", "/boxes", "too_few" },
	{ "\"boxes\":[[]]", "/boxes/0", "wrong_type" },
	{ "\"boxes\":[null]", "/boxes/0", "wrong_type" },
	{ "\"attributes\":\"{}\"", "/attributes", "wrong_type" },
	{ "\"attributes\":{\"a\":1,\"b\":2,\"c\":3,\"d\":4}", "/attributes", "too_many" },
	{ "\"attributes\":{\"a\":[18446744073709551616]}", "/attributes", "too_large" },
	{ "\"attributes\":{\"a\":-9007199254740992}", "/attributes", "too_small" },
	{ "\"cases\":[\"018f0000-0000-7000-8000-000000000000\",\"a\"]", "/cases/1", "bad_format" },
	{ "\"cases\":[]", "/cases", "too_few" },
	{ "\"attachments\":\"a\"", "/attachments", "wrong_type" },
	{ "\"attachments\":[\"a\",5]", "/attachments/1", "wrong_type" },
	{ "\"attachments\":[null]", "/attachments/0", "wrong_type" },
	{ "\"attachments\":[\"a\",\"b\",\"\"]", "/attachments/2", "too_short" },
	{ "\"attachments\":[\"a,b\"]", "/attachments/0", "bad_format" },
	{ "\"attachments\":[\"a\",\"b\",\"c\",\"d\"]", "/attachments", "too_many" },
	{ "\"title\":\"a\\nb\"", "/title", "bad_character" },
	{ "\"title\":\"a\\tb\"", "/title", "bad_character" },
	{ "\"title\":\"123456\"", "/title", "too_long" },
	{ "\"day\":\"2026-02-29\"", "/day", "bad_format" },
	{ "\"day\":\"2026-9-02\"", "/day", "bad_format" },
	{ "\"day\":\"1899-12-31\"", "/day", "bad_format" },
	{ "\"day\":\"2026-09-02T00:00:00Z\"", "/day", "bad_format" },
	{ "\"day\":20260902", "/day", "wrong_type" },
	{ "\"where\":\"**\"", "/where", "bad_format" },
	{ "\"where\":\"a\"", "/where", "too_short" },
	{ "\"status\":\"resolved\"", "/status", "unknown_field" },
	{ "\"status\":null", "/status", "unknown_field" },
	{ "\"a/b~c\":1", "/a~1b~0c", "unknown_field" },
	{ "\"\":1", "/", "unknown_field" },
};

static void what_breaks_a_rule_is_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++) {
		bool own = strstr(refused[i].member, "description") != NULL;
		char body[200];

		snprintf(body, sizeof(body), "{%s%s}", own ? "" : "\"description\":\"12345\",",
			refused[i].member);
		assert_int_equal(from_json(body), FIELDS_INVALID);
		assert_error(body, refused[i].pointer, refused[i].code);
		assert_int_equal(
			errors.count, strcmp(refused[i].member, "\"location\":{}") ? 1 : 2);
	}
}

static void what_is_no_strict_json_is_malformed(void **state)
{
	static const struct {
		const char *body, *code;
	} cases[] = {
		{ "", "bad_json" },
		{ "{\"a\":1,}", "bad_json" },
		{ "{} x", "bad_json" },
		{ "{\"a\":\"\xff\"}", "bad_utf8" },
		{ "{\"a\":\"\\u0000\"}", "bad_character" },
		{ "{\"a\":\"\\ud800\"}", "bad_character" },
		{ "{\"a\":1,\"\\u0061\":2}", "duplicate" },
		{ "{\"a\":1e400}", "too_large" },
		{ "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", "too_deep" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		if (from_json(cases[i].body) != FIELDS_MALFORMED)
			fail_msg("is not malformed: %s", cases[i].body);
		assert_int_equal(errors.count, 1);
		assert_error(cases[i].body, "", cases[i].code);
	}
	assert_int_equal(fields_from_json(arena, table, (struct span){ NULL, 0 }, values, &errors),
		FIELDS_MALFORMED);
}

static void other_json_than_an_object_is_the_wrong_type(void **state)
{
	static const char *const bodies[] = { "[]", "5", "\"x\"", "null", "true", "-1.5e3",
		" [1] " };

	(void)state;
	for (size_t i = 0; i < COUNT(bodies); i++) {
		assert_int_equal(from_json(bodies[i]), FIELDS_INVALID);
		assert_error(bodies[i], "", "wrong_type");
	}
}

static void sixteen_levels_and_a_thousand_keys_are_the_most(void **state)
{
	struct str body = { 0 };

	(void)state;
	assert_int_equal(from_json("{\"description\":\"12345\",\"attributes\":{\"a\":"
				   "[[[[[[[[[[[[[[5]]]]]]]]]]]]]]}}"),
		FIELDS_OK);
	assert_int_equal(from_json("{\"description\":\"12345\",\"attributes\":{\"a\":"
				   "[[[[[[[[[[[[[[[5]]]]]]]]]]]]]]]}}"),
		FIELDS_MALFORMED);
	for (int keys = 1000; keys <= 1001; keys++) {
		str_clear(&body);
		for (int i = 0; i < keys; i++)
			str_printf(&body, "%c\"key%d\":1", i ? ',' : '{', i);
		str_add(&body, "}");
		assert_int_equal(
			from_json(body.data), keys > 1000 ? FIELDS_MALFORMED : FIELDS_INVALID);
	}
	assert_error("1001 keys", "", "too_many");
	str_free(&body);
}

static void at_most_sixteen_errors_are_kept(void **state)
{
	struct str body = { 0 };

	(void)state;
	str_add(&body, "{\"description\":\"12345\"");
	for (int i = 0; i < 100; i++)
		str_printf(&body, ",\"k%d\":1", i);
	str_add(&body, "}");
	assert_int_equal(from_json(body.data), FIELDS_INVALID);
	assert_int_equal(errors.count, 16);
	str_free(&body);
}

static void a_slip_in_a_name_is_answered_with_the_nearest_one(void **state)
{
	static const struct {
		const char *member, *pointer, *near;
	} cases[] = {
		{ "\"descripton\":1", "/descripton", "\"description\"?" },
		{ "\"contact\":{\"fone\":1}", "/contact/fone", "\"phone\"?" },
		{ "\"locations\":{}", "/locations", "\"location\"?" },
	};
	char body[100];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		snprintf(body, sizeof(body), "{\"description\":\"12345\",%s}", cases[i].member);
		assert_int_equal(from_json(body), FIELDS_INVALID);
		assert_error(body, cases[i].pointer, "unknown_field");
		assert_non_null(strstr(errors.items[0].detail, cases[i].near));
	}
	from_json("{\"description\":\"12345\",\"zzzzzzzz\":1}");
	assert_null(strstr(errors.items[0].detail, "did you mean"));
}

static void a_long_unknown_name_is_cut_between_characters(void **state)
{
	char body[600];

	(void)state;
	snprintf(body, sizeof(body), "{\"a%s%s%s\":1}", "ếếếếếếếếếế", "ếếếếếếếếếế", "ếếếếếếếếếế");
	assert_int_equal(from_json(body), FIELDS_INVALID);
	assert_int_equal(strlen(errors.items[0].pointer), 1 + 1 + 21 * 3);
	assert_true(utf8_valid(errors.items[0].pointer, strlen(errors.items[0].pointer)));
}

static void errors_speak_the_language_asked_for(void **state)
{
	(void)state;
	errors.lang = LANG_EN;
	from_json("{\"description\":\"1\"}");
	assert_string_equal(errors.items[0].detail, "This must have at least 5 characters.");
	errors.lang = LANG_VI;
	from_json("{\"description\":\"1\"}");
	assert_string_equal(errors.items[0].detail, "Phải có ít nhất 5 ký tự.");
	from_json("{\"description\":\"12345\",\"kind\":\"x\"}");
	assert_string_equal(errors.items[0].detail,
		"Phải là một trong các giá trị: complaint, request, praise.");
}

static void no_error_tells_a_password(void **state)
{
	(void)state;
	assert_int_equal(
		from_json("{\"description\":\"12345\",\"password\":\"hunter2\"}"), FIELDS_INVALID);
	assert_null(strstr(errors.items[0].detail, "hunter2"));
	assert_null(strstr(errors.items[0].pointer, "hunter2"));
}

static void a_query_is_read(void **state)
{
	(void)state;
	assert_int_equal(
		from_query("description=Ng%E1%BA%ADp+n%c6%b0%E1%BB%9Bc&limit=20&note=&"
			   "location.lat=-10.5&kind=praise&&publish=true&"
			   "observed_at=2026-11-22T07:46:44+07:00&attachments=a,b.c&"
			   "attributes=%7B%22a%22%3A1%7D&contact.phone=+84903123456&total"),
		FIELDS_OK);
	assert_string_equal(value_of("description"), "Ngập nước");
	assert_string_equal(value_of("limit"), "20");
	assert_string_equal(value_of("location.lat"), "-10.5");
	assert_string_equal(value_of("kind"), "praise");
	assert_string_equal(value_of("publish"), "true");
	assert_string_equal(value_of("observed_at"), "2026-11-22T07:46:44.000+07:00");
	assert_string_equal(value_of("attachments"), "{\"a\",\"b.c\"}");
	assert_string_equal(value_of("attributes"), "{\"a\":1}");
	assert_string_equal(value_of("contact.phone"), "+84903123456");
	assert_null(value_of("note"));
	assert_null(value_of("total"));
}

static void what_is_wrong_in_a_query_is_named(void **state)
{
	static const struct {
		const char *query, *pointer, *code;
	} cases[] = {
		{ "limit=0", "?limit", "too_small" },
		{ "limit=99999999999999999999", "?limit", "too_large" },
		{ "limit=5x", "?limit", "wrong_type" },
		{ "limit=0x5", "?limit", "wrong_type" },
		{ "limit=%205", "?limit", "wrong_type" },
		{ "limit=5&limit=5", "?limit", "duplicate" },
		{ "limit=&limit=5", "?limit", "duplicate" },
		{ "factor=nan", "?factor", "wrong_type" },
		{ "factor=inf", "?factor", "wrong_type" },
		{ "publish=1", "?publish", "wrong_type" },
		{ "limt=5", "?limt", "unknown_field" },
		{ "note=a%07b", "?note", "bad_character" },
		{ "attachments=a,,b", "?attachments", "bad_format" },
		{ "cases=a", "?cases", "bad_format" },
		{ "attachments=a,b,c,d", "?attachments", "too_many" },
		{ "attributes=x", "?attributes", "bad_json" },
		{ "words=a", "?words", "wrong_type" },
		{ "attributes=5", "?attributes", "wrong_type" },
		{ "observed_at=now", "?observed_at", "bad_format" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char query[100];

		snprintf(query, sizeof(query), "description=12345&%s", cases[i].query);
		assert_int_equal(from_query(query), FIELDS_INVALID);
		assert_error(query, cases[i].pointer, cases[i].code);
		assert_int_equal(errors.count, 1);
	}
	assert_int_equal(from_query(""), FIELDS_INVALID);
	assert_error("nothing", "?description", "required");
}

static void a_table_may_let_other_names_pass(void **state)
{
	static const struct field open[] = { { "state", FIELD_PASSWORD, FIELD_REQUIRED, 1, 9, NULL,
						     "It" },
		{ NULL, .flags = FIELD_OTHERS } };
	const char *read[1];

	(void)state;
	assert_int_equal(
		fields_from_query(arena, open, span_of("x=1&state=s&x=2&Y"), read, &errors),
		FIELDS_OK);
	assert_string_equal(read[0], "s");
	assert_int_equal(
		fields_from_query(arena, open, span_of("x=1"), read, &errors), FIELDS_INVALID);
	assert_int_equal(errors.count, 1);
	assert_string_equal(errors.items[0].pointer, "?state");
	assert_int_equal(fields_from_query(arena, open, span_of("state=s&x=%"), read, &errors),
		FIELDS_MALFORMED);
}

static void bad_encoding_makes_a_query_malformed(void **state)
{
	static const char *const queries[] = { "note=%", "note=%4", "note=%zz", "note=%00",
		"note=%ff", "note=%c0%af", "note=%ed%a0%80", "no%te=1", "%00=1", "a=1&b=%f" };

	(void)state;
	for (size_t i = 0; i < COUNT(queries); i++) {
		assert_int_equal(from_query(queries[i]), FIELDS_MALFORMED);
		assert_int_equal(errors.count, 1);
		assert_string_equal(errors.items[0].code, "bad_encoding");
	}
}

static void a_thousand_parameters_are_the_most(void **state)
{
	struct str query = { 0 };

	(void)state;
	for (int i = 0; i < 1001; i++)
		str_printf(&query, "k%d&", i);
	assert_int_equal(from_query(query.data), FIELDS_MALFORMED);
	assert_error("1001 parameters", "?", "too_many");
	str_free(&query);
}

static void percent_decoding_is_strict(void **state)
{
	(void)state;
	assert_string_equal(fields_percent_decode(arena, span_of("a%2Fb%2bc+d"), true), "a/b+c d");
	assert_string_equal(fields_percent_decode(arena, span_of("a+b"), false), "a+b");
	assert_string_equal(fields_percent_decode(arena, span_of(""), false), "");
	assert_null(fields_percent_decode(arena, exact("%4", 2), false));
	assert_null(fields_percent_decode(arena, exact("a\0b", 3), false));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(rows_are_found_by_name),
		TEST(a_whole_report_is_read),
		TEST(values_come_out_in_one_form),
		TEST(what_breaks_a_rule_is_named),
		TEST(what_is_no_strict_json_is_malformed),
		TEST(other_json_than_an_object_is_the_wrong_type),
		TEST(sixteen_levels_and_a_thousand_keys_are_the_most),
		TEST(at_most_sixteen_errors_are_kept),
		TEST(a_slip_in_a_name_is_answered_with_the_nearest_one),
		TEST(a_long_unknown_name_is_cut_between_characters),
		TEST(errors_speak_the_language_asked_for),
		TEST(no_error_tells_a_password),
		TEST(a_query_is_read),
		TEST(what_is_wrong_in_a_query_is_named),
		TEST(a_table_may_let_other_names_pass),
		TEST(bad_encoding_makes_a_query_malformed),
		TEST(a_thousand_parameters_are_the_most),
		TEST(percent_decoding_is_strict),
	};

	return cmocka_run_group_tests_name("fields", tests, NULL, NULL);
}
