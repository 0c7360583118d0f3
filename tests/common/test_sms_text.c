#include "common/sms_text.h"

#include "tests/common/unit.h"

static void what_a_phone_sent_is_read_whatever_its_bytes(void **state)
{
	static const struct {
		const char *encoded;
		bool utf16;
		const char *text;
	} cases[] = {
		{ "", false, "" },
		{ "a+b%20c", false, "a b c" },
		{ "%C4%90%C6%B0%E1%BB%9Dng", false, "Đường" },
		{ "Hue%CC%82%CC%81", false, "Huế" },
		{ "a%FFb%C0%AF", false, "a\ufffdb\ufffd\ufffd" },
		{ "%E1%BA", false, "\ufffd\ufffd" },
		{ "a%00b%01c%7Fd%C2%85e", false, "a b c d  e" },
		{ "a%0D%0Ab%0Dc%0Ad", false, "a\nb\nc\nd" },
		{ "+%0A+a+%0D%0A", false, "a" },
		{ "50%+%4", false, "50% %4" },
		{ "%00a%00+%01%10", true, "a \u0110" },
		{ "%D8%3D%DE%00", true, "\U0001f600" },
		{ "%D8%3D%00a", true, "\ufffda" },
		{ "%DE%00%00a", true, "\ufffda" },
		{ "%00a%00", true, "a\ufffd" },
		{ "%00a%D8%3D", true, "a\ufffd" },
		{ "%D8%3D%DE", true, "\ufffd\ufffd" },
		{ "%00%00%00a", true, "a" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena *a = arena_new();

		assert_string_equal(
			sms_text_read(a, span_of(cases[i].encoded), cases[i].utf16, 100),
			cases[i].text);
		arena_free(a);
	}
}

static void a_text_is_cut_between_characters(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_string_equal(sms_text_read(a, span_of("%C4%90%C4%90%C4%90"), false, 2), "ĐĐ");
	assert_string_equal(sms_text_read(a, span_of("ab+cd"), false, 3), "ab");
	assert_string_equal(sms_text_read(a, span_of("abc"), false, 3), "abc");
	arena_free(a);
}

static void what_is_sent_has_only_what_costs_one_character(void **state)
{
	static const struct {
		const char *text, *plain;
	} cases[] = {
		{ "", "" },
		{ "Đã chuyển đơn vị xử lý", "Da chuyen don vi xu ly" },
		{ "ĐƯỜNG Nguyễn Trãi", "DUONG Nguyen Trai" },
		{ "“Sở” – ‘A’ — b • c…", "\"So\" - 'A' - b - c..." },
		{ "[a] {b} c\\d|e~f^g`h", "(a) (b) c/d/e-fg'h" },
		{ "a\nb\tc", "a b c" },
		{ "5.000₫, 3€, 20 m²", "5.000d, 3EUR, 20 m2" },
		{ "ﬁ Ａ \u00a0x", "fi A  x" },
		{ "vui 😀 中", "vui ? ?" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena *a = arena_new();

		assert_string_equal(sms_text_plain(a, cases[i].text), cases[i].plain);
		arena_free(a);
	}
}

static void a_long_part_is_cut_so_that_all_fits(void **state)
{
	struct arena *a = arena_new();
	char text[200];
	const char *fitted;

	(void)state;
	memset(text, 'x', sizeof(text));
	for (size_t len = 0; len < sizeof(text); len++) {
		text[len] = '\0';
		fitted = sms_text_fit(a, "before ", text, " after");
		assert_true(strlen(fitted) <= SMS_TEXT_MAX);
		assert_int_equal(strlen(fitted), len <= 147 ? len + 13 : SMS_TEXT_MAX);
		assert_true((strstr(fitted, "xxx... after") != NULL) == (len > 147));
		text[len] = 'x';
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_phone_sent_is_read_whatever_its_bytes),
		cmocka_unit_test(a_text_is_cut_between_characters),
		cmocka_unit_test(what_is_sent_has_only_what_costs_one_character),
		cmocka_unit_test(a_long_part_is_cut_so_that_all_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
