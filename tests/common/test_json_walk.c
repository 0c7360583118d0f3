#include "common/json_walk.h"

#include <stdio.h>

#include "common/json_scan.h"
#include "common/str.h"
#include "tests/common/unit.h"

/* Writes what a walk shows of a container, each value in <>, and what lies in it as deep as it
 * goes. */
static void show(struct str *out, struct arena *a, struct span value)
{
	struct span rest, key, inner;
	bool object = value.len && value.data[0] == '{';

	if (!object && (!value.len || value.data[0] != '[')) {
		str_printf(out, "<%.*s>", (int)value.len, value.data);
		return;
	}
	rest = json_walk_inside(value);
	str_add_char(out, value.data[0]);
	while (object ? json_walk_member(&rest, &key, &inner) : json_walk_item(&rest, &inner)) {
		if (object) {
			key = json_walk_string(a, key);
			str_printf(out, "%.*s=", (int)key.len, key.data);
		}
		show(out, a, inner);
	}
	str_add_char(out, object ? '}' : ']');
}

static void test_walk_shows_members_and_items_as_they_are_written(void **state)
{
	static const struct {
		const char *text, *shown;
	} cases[] = {
		{ " {} ", "{}" },
		{ "[]", "[]" },
		{ "null", "<null>" },
		{ " -1.5e3\n", "<-1.5e3>" },
		{ "[1,2 , 3]", "[<1><2><3>]" },
		{ "{\"a\":1,\"b\" : \"x\" ,\"c\":null}", "{a=<1>b=<\"x\">c=<null>}" },
		{ "{\"a\":{\"b\":[true,{}]},\"c\":false}", "{a={b=[<true>{}]}c=<false>}" },
		{ "{\"a\":\"}],\\\"{[\",\"b\":2}", "{a=<\"}],\\\"{[\">b=<2>}" },
		{ "{\"a\":[\"]\",\"\\\\\"],\"b\":\"\\\\\\\"\"}",
			"{a=[<\"]\"><\"\\\\\">]b=<\"\\\\\\\"\">}" },
		{ "{\"\\u0061\":\"\",\"\":0}", "{a=<\"\">=<0>}" },
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str out = { 0 };
		size_t offset;

		assert_int_equal(json_scan(span_of(cases[i].text), &offset), JSON_FAULT_NONE);
		show(&out, a, json_walk_value(span_of(cases[i].text)));
		assert_string_equal(out.data, cases[i].shown);
		str_free(&out);
	}
	arena_free(a);
}

static void test_strings_mean_what_their_escapes_say(void **state)
{
	static const struct {
		const char *string, *meant;
	} cases[] = {
		{ "\"\"", "" },
		{ "\"Đường ngập\"", "Đường ngập" },
		{ "\"a\\\"b\\\\c\\/d\"", "a\"b\\c/d" },
		{ "\"\\b\\f\\n\\r\\t\"", "\b\f\n\r\t" },
		{ "\"\\u0041\\u00e9\\u1eA1x\"", "Aéạx" },
		{ "\"\\uD83D\\uDE00!\"", "\xf0\x9f\x98\x80!" },
		{ "\"\\\\u0041\"", "\\u0041" },
		{ "\"\\uffff\\u07ff\\u0800\"", "\xef\xbf\xbf\xdf\xbf\xe0\xa0\x80" },
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct span meant = json_walk_string(a, span_of(cases[i].string));

		assert_int_equal(meant.len, strlen(cases[i].meant));
		assert_memory_equal(meant.data, cases[i].meant, meant.len);
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_walk_shows_members_and_items_as_they_are_written),
		cmocka_unit_test(test_strings_mean_what_their_escapes_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
