#include "common/json_scan.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/clock.h"
#include "common/str.h"
#include "tests/common/unit.h"

static const struct {
	const char *text;
	enum json_fault fault;
} refused[] = {
	{ "", JSON_FAULT_EMPTY },
	{ " \n", JSON_FAULT_EMPTY },
	{ "{", JSON_FAULT_SYNTAX },
	{ "{\"a\"", JSON_FAULT_SYNTAX },
	{ "{\"a\":", JSON_FAULT_SYNTAX },
	{ "{\"a\":1", JSON_FAULT_SYNTAX },
	{ "{\"a\":1,", JSON_FAULT_SYNTAX },
	{ "{\"a\":1,}", JSON_FAULT_SYNTAX },
	{ "{,}", JSON_FAULT_SYNTAX },
	{ "{'a':1}", JSON_FAULT_SYNTAX },
	{ "{a:1}", JSON_FAULT_SYNTAX },
	{ "{\"a\" 1}", JSON_FAULT_SYNTAX },
	{ "{\"a\":1}}", JSON_FAULT_TRAILING },
	{ "{\"a\":1} x", JSON_FAULT_TRAILING },
	{ "{\"a\":1}{}", JSON_FAULT_TRAILING },
	{ "\xef\xbb\xbf{}", JSON_FAULT_SYNTAX },
	{ "{\"a\":NaN}", JSON_FAULT_SYNTAX },
	{ "{\"a\":Infinity}", JSON_FAULT_SYNTAX },
	{ "{\"a\":-Infinity}", JSON_FAULT_SYNTAX },
	{ "{\"a\":True}", JSON_FAULT_SYNTAX },
	{ "{\"a\":nul}", JSON_FAULT_SYNTAX },
	{ "{\"a\":01}", JSON_FAULT_SYNTAX },
	{ "{\"a\":-01}", JSON_FAULT_SYNTAX },
	{ "{\"a\":+1}", JSON_FAULT_SYNTAX },
	{ "{\"a\":.5}", JSON_FAULT_SYNTAX },
	{ "{\"a\":2.}", JSON_FAULT_SYNTAX },
	{ "{\"a\":2.e3}", JSON_FAULT_SYNTAX },
	{ "{\"a\":1e}", JSON_FAULT_SYNTAX },
	{ "{\"a\":1e+}", JSON_FAULT_SYNTAX },
	{ "{\"a\":-}", JSON_FAULT_SYNTAX },
	{ "{\"a\":0x1}", JSON_FAULT_SYNTAX },
	{ "{\"a\":\"\t\"}", JSON_FAULT_SYNTAX },
	{ "{\"a\":\"\n\"}", JSON_FAULT_SYNTAX },
	{ "{\"a\":\"\\x\"}", JSON_FAULT_SYNTAX },
	{ "{\"a\":\"\\u12g4\"}", JSON_FAULT_SYNTAX },
	{ "{\"a\":\"\\", JSON_FAULT_SYNTAX },
	{ "{\"a\":\"\\u00", JSON_FAULT_SYNTAX },
	{ "{\"a\":/**/1}", JSON_FAULT_SYNTAX },
	{ "{\"a\":[1,]}", JSON_FAULT_SYNTAX },
	{ "{\"a\":[1}", JSON_FAULT_SYNTAX },
	{ "{\"a\":\"\xff\"}", JSON_FAULT_UTF8 },
	{ "{\"a\":\"\xc0\xaf\"}", JSON_FAULT_UTF8 },
	{ "{\"a\":\"\xed\xa0\x80\"}", JSON_FAULT_UTF8 },
	{ "{\"a\":\"\xf4\x90\x80\x80\"}", JSON_FAULT_UTF8 },
	{ "{\"a\":\"\xe1\xba\"}", JSON_FAULT_UTF8 },
	{ "{\"a\":\"\\u0000\"}", JSON_FAULT_NUL },
	{ "{\"admin\\u0000x\":1}", JSON_FAULT_NUL },
	{ "{\"a\":\"\\ud800\"}", JSON_FAULT_SURROGATE },
	{ "{\"a\":\"\\ud800x\"}", JSON_FAULT_SURROGATE },
	{ "{\"a\":\"\\ud800\\ud800\"}", JSON_FAULT_SURROGATE },
	{ "{\"a\":\"\\udc00\\ud800\"}", JSON_FAULT_SURROGATE },
	{ "{\"a\":1,\"a\":1}", JSON_FAULT_DUPLICATE },
	{ "{\"a\":1,\"\\u0061\":2}", JSON_FAULT_DUPLICATE },
	{ "{\"\xf0\x9f\x98\x80\":1,\"\\uD83D\\uDE00\":2}", JSON_FAULT_DUPLICATE },
	{ "{\"x\":{\"\":1,\"b\":{},\"\":2}}", JSON_FAULT_DUPLICATE },
	{ "{\"a\":1e400}", JSON_FAULT_NUMBER },
	{ "{\"a\":-1e309}", JSON_FAULT_NUMBER },
	{ "{\"a\":9e308}", JSON_FAULT_NUMBER },
	{ "{\"a\":1e-99999}", JSON_FAULT_NUMBER },
	{ "{\"a\":1e18446744073709551617}", JSON_FAULT_NUMBER },
	{ "{\"a\":1111111111111111111111111111111111111111111111111111111111111111111}",
		JSON_FAULT_NUMBER },
	{ "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", JSON_FAULT_DEPTH },
};

static const char *const accepted[] = {
	"{}",
	"[]",
	" [ ] ",
	"null",
	"true",
	"false",
	"0",
	"-0",
	"-1.5e3",
	"1E+2",
	"1e-300",
	"\"\"",
	"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\"",
	"\"\x7f\"",
	"\"/\"",
	"{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":1}]}",
	"{\"ab\":1,\"a\":2,\"b\":3,\"\":4,\"ba\":5,\"aa\":6}",
	"\t{\r\n\"a\" : [ 1 , 2 ] }\n",
	"[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]",
	"[[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[]]",
	"1797693134862315708145274237317043567980705675258449965989174768",
};

/* Scans a copy of just the text's size, so that a sanitizer notices one byte read too many. */
static enum json_fault scan(const char *text, size_t len, size_t *offset)
{
	char *copy = malloc(len ? len : 1);
	enum json_fault fault;

	assert_non_null(copy);
	memcpy(copy, text, len);
	fault = json_scan((struct span){ copy, len }, offset);
	free(copy);
	return fault;
}

static void the_grammar_of_rfc_8259_is_accepted(void **state)
{
	size_t offset;

	(void)state;
	for (size_t i = 0; i < COUNT(accepted); i++) {
		if (scan(accepted[i], strlen(accepted[i]), &offset) != JSON_FAULT_NONE)
			fail_msg("was refused: %s", accepted[i]);
		assert_int_equal(offset, strlen(accepted[i]));
	}
}

static void everything_else_is_refused_for_its_own_fault(void **state)
{
	size_t offset;

	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++) {
		enum json_fault fault = scan(refused[i].text, strlen(refused[i].text), &offset);

		if (fault != refused[i].fault)
			fail_msg("fault %d: %s", fault, refused[i].text);
		assert_true(offset <= strlen(refused[i].text));
	}
	assert_int_equal(scan("\"a\0b\"", 5, &offset), JSON_FAULT_NUL);
	assert_int_equal(offset, 2);
	assert_int_equal(scan("1\0", 2, &offset), JSON_FAULT_TRAILING);
}

static void every_beginning_of_a_text_is_refused(void **state)
{
	const char *text =
		"{\"a\\u00e9\":[-1.5e3,true,null,{\"\\ud83d\\ude00\":\"\xe1\xba\xbf\"}]}";
	size_t offset;

	(void)state;
	assert_int_equal(scan(text, strlen(text), &offset), JSON_FAULT_NONE);
	for (size_t len = 0; len < strlen(text); len++)
		assert_int_not_equal(scan(text, len, &offset), JSON_FAULT_NONE);
}

static void a_thousand_keys_are_the_most(void **state)
{
	struct str body = { 0 };
	size_t offset;

	(void)state;
	for (int keys = 1000; keys <= 1001; keys++) {
		str_clear(&body);
		for (int i = 0; i < keys; i++)
			str_printf(&body, "%c{\"key\":1}", i ? ',' : '[');
		str_add(&body, "]");
		assert_int_equal(scan(body.data, body.len, &offset),
			keys > 1000 ? JSON_FAULT_KEYS : JSON_FAULT_NONE);
	}
	str_free(&body);
}

/* Keys of one length that differ at their ends only: the worst for whoever compares them. */
static void many_long_keys_take_no_time(void **state)
{
	struct str body = { 0 };
	uint64_t start, least = UINT64_MAX;
	size_t offset;

	(void)state;
	for (int i = 0; i < 1000; i++)
		str_printf(&body, "%c\"%057d\":0", i ? ',' : '{', i);
	str_add(&body, "}");
	for (int i = 0; i < 10; i++) {
		start = clock_mono_us();
		assert_int_equal(scan(body.data, body.len, &offset), JSON_FAULT_NONE);
		least = clock_mono_us() - start < least ? clock_mono_us() - start : least;
	}
	/* 0.3 ms here; the limit leaves room for sanitizers and busy machines. */
	assert_true(least < 50000);
	str_free(&body);
}

static void numbers_alone_are_checked_whole(void **state)
{
	static const char *const no[] = { "", " 1", "1 ", "01", "+1", "1e", "nan", "0x1", "1,5",
		"--1" };

	(void)state;
	assert_true(json_scan_number(span_of("-12.5e+3")));
	assert_true(json_scan_number(span_of("0")));
	for (size_t i = 0; i < COUNT(no); i++)
		assert_false(json_scan_number(span_of(no[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_grammar_of_rfc_8259_is_accepted),
		cmocka_unit_test(everything_else_is_refused_for_its_own_fault),
		cmocka_unit_test(every_beginning_of_a_text_is_refused),
		cmocka_unit_test(a_thousand_keys_are_the_most),
		cmocka_unit_test(many_long_keys_take_no_time),
		cmocka_unit_test(numbers_alone_are_checked_whole),
	};

	return cmocka_run_group_tests_name("json_scan", tests, NULL, NULL);
}
