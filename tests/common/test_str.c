#include "common/str.h"

#include <limits.h>
#include <stdio.h>

#include "tests/common/unit.h"

static void a_string_grows_and_stays_terminated(void **state)
{
	struct str s = { 0 };

	(void)state;
	for (int i = 0; i < 1000; i++) {
		str_add(&s, "ab");
		str_add_char(&s, 'c');
		assert_int_equal(s.len, 3 * (size_t)(i + 1));
		assert_int_equal(strlen(s.data), s.len);
	}
	str_clear(&s);
	assert_int_equal(s.len, 0);
	assert_string_equal(s.data, "");
	str_free(&s);
	assert_null(s.data);
}

static void an_untouched_string_is_an_empty_span(void **state)
{
	struct str s = { 0 };

	(void)state;
	str_clear(&s);
	assert_int_equal(str_span(&s).len, 0);
	assert_string_equal(str_span(&s).data, "");
	str_free(&s);
}

static void formatted_text_may_be_longer_than_the_room(void **state)
{
	struct str s = { 0 };

	(void)state;
	str_add(&s, ">");
	str_printf(&s, "%0500d|%s", 7, "x");
	assert_int_equal(s.len, 503);
	assert_string_equal(s.data + 499, "07|x");
	str_free(&s);
}

static void json_strings_are_escaped_and_repaired(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		const char *json;
	} cases[] = {
		{ "", 0, "\"\"" },
		{ "Huế", 5, "\"Huế\"" },
		{ "a\"b\\c/", 6, "\"a\\\"b\\\\c/\"" },
		{ "\n\r\t\b\f", 5, "\"\\n\\r\\t\\b\\f\"" },
		{ "\0\x1f\x7f", 3, "\"\\u0000\\u001f\\u007f\"" },
		{ "a\xff"
		  "b",
			3, "\"a\\ufffdb\"" },
		{ "\xe1\xba", 2, "\"\\ufffd\\ufffd\"" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str s = { 0 };

		str_add_json_bytes(&s, cases[i].text, cases[i].len);
		assert_string_equal(s.data, cases[i].json);
		str_free(&s);
	}
}

static void no_text_is_null_in_json(void **state)
{
	struct str s = { 0 };

	(void)state;
	str_add_json(&s, NULL);
	assert_string_equal(s.data, "null");
	str_free(&s);
}

static void bytes_become_hexadecimal_digits(void **state)
{
	struct str s = { 0 };

	(void)state;
	str_add_hex(&s, "\x00\x7f\xff", 3);
	str_add_hex(&s, "", 0);
	assert_string_equal(s.data, "007fff");
	str_free(&s);
}

static void a_component_of_an_address_keeps_what_is_plain(void **state)
{
	struct str s = { 0 };

	(void)state;
	str_add_percent(&s, "aZ09-._~");
	assert_string_equal(s.data, "aZ09-._~");
	str_clear(&s);
	str_add_percent(&s, "a b+c/?&=%@[`{\xc3\xa9");
	assert_string_equal(s.data, "a%20b%2Bc%2F%3F%26%3D%25%40%5B%60%7B%C3%A9");
	str_free(&s);
}

static void elements_become_the_literal_of_an_array(void **state)
{
	static const char *const elements[] = { "a", NULL, "", "NULL", "\"q\" \\ {,}", "đường" };
	struct str s = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(elements); i++)
		str_add_element(&s, elements[i]);
	assert_string_equal(s.data, "{\"a\",NULL,\"\",\"NULL\",\"\\\"q\\\" \\\\ {,}\",\"đường\"");
	str_free(&s);
}

static void numbers_are_written_to_the_last_digit(void **state)
{
	static const struct {
		long long number;
		const char *text;
	} cases[] = {
		{ 0, "0" },
		{ -1, "-1" },
		{ 10, "10" },
		{ INT_MAX, "2147483647" },
		{ LLONG_MAX, "9223372036854775807" },
		{ LLONG_MIN, "-9223372036854775808" },
	};
	struct str s = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		str_clear(&s);
		str_add_signed(&s, cases[i].number);
		assert_string_equal(s.data, cases[i].text);
		assert_int_equal(s.len, strlen(cases[i].text));
	}
	str_clear(&s);
	for (int i = 0; i < 10; i++)
		str_add_unsigned(&s, ULLONG_MAX);
	assert_int_equal(s.len, 10 * strlen("18446744073709551615"));
	assert_string_equal(s.data + 9 * 20, "18446744073709551615");
	str_free(&s);
}

static void every_byte_becomes_its_two_digits(void **state)
{
	char hex[3], expected[3];

	(void)state;
	for (int i = 0; i < 256; i++) {
		unsigned char byte = (unsigned char)i;

		str_hex(hex, &byte, 1);
		snprintf(expected, sizeof(expected), "%02x", i);
		assert_string_equal(hex, expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_string_grows_and_stays_terminated),
		cmocka_unit_test(an_untouched_string_is_an_empty_span),
		cmocka_unit_test(formatted_text_may_be_longer_than_the_room),
		cmocka_unit_test(json_strings_are_escaped_and_repaired),
		cmocka_unit_test(no_text_is_null_in_json),
		cmocka_unit_test(bytes_become_hexadecimal_digits),
		cmocka_unit_test(a_component_of_an_address_keeps_what_is_plain),
		cmocka_unit_test(elements_become_the_literal_of_an_array),
		cmocka_unit_test(numbers_are_written_to_the_last_digit),
		cmocka_unit_test(every_byte_becomes_its_two_digits),
	};

	return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
