#include "common/text.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "tests/common/unit.h"

static void composed_text_comes_out_as_it_is(void **state)
{
	struct arena *a = arena_new();
	const char *text = "Đường Nguyễn Trãi ngập 50 cm \U0001f600";
	size_t len;

	(void)state;
	assert_string_equal(text_nfc(a, span_of(text), &len), text);
	assert_int_equal(len, strlen(text));
	assert_string_equal(text_nfc(a, span_of(""), NULL), "");
	arena_free(a);
}

static void decomposed_text_is_composed(void **state)
{
	struct arena *a = arena_new();
	size_t len;

	(void)state;
	assert_string_equal(text_nfc(a, span_of("Hue\u0302\u0301"), &len), "Huế");
	assert_int_equal(len, strlen("Huế"));
	assert_string_equal(text_nfc(a, span_of("a\u0323\u0302"), NULL), "ậ");
	assert_string_equal(text_nfc(a, span_of("\u212b"), NULL), "\u00c5");
	arena_free(a);
}

static void what_is_not_utf8_or_holds_a_nul_is_refused(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_null(text_nfc(a, span_of("a\xff"), NULL));
	assert_null(text_nfc(a, span_of("\xed\xa0\x80"), NULL));
	assert_null(text_nfc(a, (struct span){ "a\0b", 3 }, NULL));
	assert_null(text_fold(a, span_of("\xc0\xaf")));
	assert_null(text_fold(a, (struct span){ "\0", 1 }));
	arena_free(a);
}

/* The short cut of text_nfc() must agree with utf8proc on every character there is. */
static void every_character_is_composed_as_utf8proc_does(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (utf8proc_int32_t c = 1; c <= 0x10ffff; c++) {
		utf8proc_uint8_t text[8] = { 'a' }, *expected;
		utf8proc_ssize_t len;

		if (c >= 0xd800 && c <= 0xdfff)
			continue;
		len = 1 + utf8proc_encode_char(c, text + 1);
		assert_true(utf8proc_map(
				    text, len, &expected, UTF8PROC_STABLE | UTF8PROC_COMPOSE) >= 0);
		assert_string_equal(text_nfc(a, (struct span){ (char *)text, (size_t)len }, NULL),
			(char *)expected);
		free(expected);
		if (c % 0x10000 == 0) {
			arena_free(a);
			a = arena_new();
		}
	}
	arena_free(a);
}

static void vietnamese_folds_to_plain_ascii(void **state)
{
	static const char *const cases[][2] = {
		{ "ĐƯỜNG Nguyễn Trãi", "duong nguyen trai" },
		{ "đĐ", "dd" },
		{ "Hoà = Hòa", "hoa = hoa" },
		{ "ẮẰẲẴẶ ấầẩẫậ ỲÝỶỸỴ", "aaaaa aaaaa yyyyy" },
		{ "Hue\u0302\u0301", "hue" },
		{ "Ơ ư Ô ă", "o u o a" },
		{ "", "" },
		{ "PAKN 123-ABC", "pakn 123-abc" },
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(text_fold(a, span_of(cases[i][0])), cases[i][1]);
	arena_free(a);
}

static void the_distance_counts_slips_of_the_keyboard(void **state)
{
	static const struct {
		const char *a, *b;
		size_t distance;
	} cases[] = {
		{ "", "", 0 },
		{ "limit", "limit", 0 },
		{ "", "abc", 3 },
		{ "limit", "limt", 1 },
		{ "limit", "liimit", 1 },
		{ "limit", "lumit", 1 },
		{ "description", "descripiton", 1 },
		{ "phone", "email", 5 },
		{ "kitten", "sitting", 3 },
	};
	char longer[100] = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(text_distance(cases[i].a, cases[i].b), cases[i].distance);
		assert_int_equal(text_distance(cases[i].b, cases[i].a), cases[i].distance);
	}
	memset(longer, 'x', 99);
	assert_int_equal(text_distance(longer, "x"), 99);
}

/* Each character alone and among others, against its definition. */
static void every_character_is_looked_at_as_what_it_is(void **state)
{
	(void)state;
	for (unsigned c = 1; c < 0x3000; c++) {
		unsigned char text[8];
		size_t len = 0;
		struct text_look look;
		bool control = (c < 0x20 && c != '\t' && c != '\n' && c != '\r') ||
			       (c >= 0x7f && c < 0xa0);

		text[len++] = 'a';
		if (c >= 0x800)
			text[len++] = (unsigned char)(0xe0 | c >> 12);
		if (c >= 0x80)
			text[len++] =
				(unsigned char)(c >= 0x800 ? 0x80 | (c >> 6 & 63) : 0xc0 | c >> 6);
		text[len++] = (unsigned char)(c >= 0x80 ? 0x80 | (c & 63) : c);
		text[len++] = 'b';
		look = text_look((struct span){ (char *)text, len });
		assert_true(look.valid);
		assert_int_equal(look.composed, c < 0x300 || (c >= 0x1e00 && c < 0x1f00));
		assert_int_equal(look.control, control);
		assert_int_equal(look.returns, c == '\r');
		assert_int_equal(look.breaks, c == '\t' || c == '\n');
		assert_int_equal(look.length, 3);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(composed_text_comes_out_as_it_is),
		cmocka_unit_test(decomposed_text_is_composed),
		cmocka_unit_test(what_is_not_utf8_or_holds_a_nul_is_refused),
		cmocka_unit_test(every_character_is_composed_as_utf8proc_does),
		cmocka_unit_test(vietnamese_folds_to_plain_ascii),
		cmocka_unit_test(the_distance_counts_slips_of_the_keyboard),
		cmocka_unit_test(every_character_is_looked_at_as_what_it_is),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
