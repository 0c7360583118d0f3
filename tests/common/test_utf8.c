#include "common/utf8.h"

#include <string.h>

#include "tests/common/unit.h"

static const struct {
	const char *text;
	size_t len, width; /* of the first character; 0: not valid */
} cases[] = {
	{ "a", 1, 1 },
	{ "\0", 1, 1 },
	{ "\u00e2", 2, 2 },
	{ "\u1ea1", 3, 3 },
	{ "\U0001f600", 4, 4 },
	{ "\xf4\x8f\xbf\xbf", 4, 4 }, /* U+10FFFF */
	{ "\xed\x9f\xbf", 3, 3 },     /* U+D7FF */
	{ "\xee\x80\x80", 3, 3 },     /* U+E000 */
	{ "", 0, 0 },
	{ "\x80", 1, 0 },     /* a continuation alone */
	{ "\xc0\xaf", 2, 0 }, /* overlong */
	{ "\xc1\xbf", 2, 0 },
	{ "\xe0\x9f\xbf", 3, 0 },
	{ "\xf0\x8f\xbf\xbf", 4, 0 },
	{ "\xed\xa0\x80", 3, 0 },     /* a surrogate */
	{ "\xf4\x90\x80\x80", 4, 0 }, /* beyond U+10FFFF */
	{ "\xf5\x80\x80\x80", 4, 0 },
	{ "\xff", 1, 0 },
	{ "\xe1\xba", 2, 0 }, /* cut off */
	{ "\xe1\xba\xc1", 3, 0 },
	{ "\xc3(", 2, 0 },
};

static void the_width_is_that_of_rfc_3629(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(utf8_width(cases[i].text, cases[i].len), cases[i].width);
}

static void every_code_point_but_surrogates_is_valid(void **state)
{
	(void)state;
	for (unsigned c = 0x800; c <= 0xffff; c++) {
		char text[] = { (char)(0xe0 | c >> 12), (char)(0x80 | (c >> 6 & 63)),
			(char)(0x80 | (c & 63)) };

		assert_int_equal(utf8_valid(text, 3), c < 0xd800 || c > 0xdfff);
	}
}

static void one_bad_byte_anywhere_makes_a_text_invalid(void **state)
{
	char text[] = "Ngập nước ở phố Huế";
	size_t len = strlen(text);

	(void)state;
	assert_true(utf8_valid(text, len));
	for (size_t i = 0; i < len; i++) {
		char was = text[i];

		text[i] = (char)0xff;
		assert_false(utf8_valid(text, len));
		text[i] = was;
	}
}

static void the_length_counts_characters(void **state)
{
	(void)state;
	assert_int_equal(utf8_length("", 0), 0);
	assert_int_equal(utf8_length("Huế", strlen("Huế")), 3);
	assert_int_equal(utf8_length("a\U0001f600b", 6), 3);
}

/* Every start of a character with everything that may follow, of which the edges are enough. */
static void plain_is_what_is_valid_and_means_itself_in_json(void **state)
{
	static const unsigned char edges[] = { 0x00, 0x1f, 0x20, '"', '\\', 0x7f, 0x80, 0x8f, 0x90,
		0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xff };

	(void)state;
	for (unsigned lead = 0; lead < 256; lead++)
		for (size_t i = 0; i < COUNT(edges) * COUNT(edges) * COUNT(edges); i++) {
			unsigned char text[] = { 'a', (unsigned char)lead, edges[i % COUNT(edges)],
				edges[i / COUNT(edges) % COUNT(edges)],
				edges[i / COUNT(edges) / COUNT(edges)] };
			bool plain = utf8_valid((char *)text, sizeof(text));

			for (size_t n = 0; n < sizeof(text); n++)
				plain = plain && text[n] >= 0x20 && text[n] != '"' &&
					text[n] != '\\';
			assert_int_equal(utf8_plain((char *)text, sizeof(text)), plain);
		}
}

static void a_character_that_is_cut_off_is_not_plain(void **state)
{
	static const char text[] = "Huế \U0001f600";

	(void)state;
	for (size_t len = 0; len < sizeof(text); len++)
		assert_int_equal(utf8_plain(text, len), utf8_valid(text, len));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_width_is_that_of_rfc_3629),
		cmocka_unit_test(every_code_point_but_surrogates_is_valid),
		cmocka_unit_test(one_bad_byte_anywhere_makes_a_text_invalid),
		cmocka_unit_test(the_length_counts_characters),
		cmocka_unit_test(plain_is_what_is_valid_and_means_itself_in_json),
		cmocka_unit_test(a_character_that_is_cut_off_is_not_plain),
	};

	return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
