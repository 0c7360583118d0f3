#include "common/refcode.h"

#include <stdio.h>

#include "common/random.h"
#include "tests/common/unit.h"

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static const unsigned char key[32] = "a key of thirty-two bytes, yes.";

/* Positions of the eleven symbols in the text. */
static const size_t places[] = { 0, 1, 2, 3, 5, 6, 7, 8, 10, 11, 12 };

static void a_code_has_groups_of_four_four_and_three(void **state)
{
	char code[REFCODE_TEXT_SIZE];

	(void)state;
	refcode_format(0, code);
	assert_string_equal(code, "0000-0000-000");
	refcode_format(UINT64_C(1) << 45, code); /* the first symbol is 1, the check alpha */
	assert_string_equal(code, "1000-0000-002");
	refcode_format(1, code); /* alpha^10 = 17 */
	assert_string_equal(code, "0000-0000-01H");
	refcode_format(~UINT64_C(0) >> 14, code);
	assert_memory_equal(code, "ZZZZ-ZZZZ-ZZ", 12);
}

static void only_the_lower_fifty_bits_count(void **state)
{
	char a[REFCODE_TEXT_SIZE], b[REFCODE_TEXT_SIZE];

	(void)state;
	refcode_format(12345, a);
	refcode_format(12345 | UINT64_C(0xfffc) << 48, b);
	assert_string_equal(a, b);
}

static void what_people_type_is_understood(void **state)
{
	static const char *const typed[] = {
		"1000-0000-002",
		"10000000002",
		"i000-0000-002",
		"L000 0000 002",
		"looo-oooo-oo2",
		" 1000-0000-002 ",
		"1-0-0-0-0-0-0-0-0-0-2",
		"1OOO--OOOO  OO2",
	};
	char code[REFCODE_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(typed); i++) {
		assert_true(refcode_normalise(span_of(typed[i]), code));
		assert_string_equal(code, "1000-0000-002");
	}
}

static void what_is_no_code_is_refused(void **state)
{
	static const char *const refused[] = {
		"",
		"-",
		"1000-0000-00",
		"1000-0000-0020",
		"1000-0000-003",
		"U000-0000-002",
		"1000_0000_002",
		"1000-0000-00\xc3\xa9",
		"1000.0000.002",
	};
	char code[REFCODE_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++)
		assert_false(refcode_normalise(span_of(refused[i]), code));
	assert_false(refcode_normalise((struct span){ "1000-0000-002\0", 14 }, code));
}

static void every_random_code_is_read_again(void **state)
{
	(void)state;
	for (int i = 0; i < 10000; i++) {
		char code[REFCODE_TEXT_SIZE], again[REFCODE_TEXT_SIZE];

		refcode_format(random_u64(), code);
		assert_true(refcode_normalise(span_of(code), again));
		assert_string_equal(code, again);
	}
}

static void every_single_wrong_symbol_is_noticed(void **state)
{
	char code[REFCODE_TEXT_SIZE], out[REFCODE_TEXT_SIZE];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		refcode_format(random_u64(), code);
		for (size_t p = 0; p < COUNT(places); p++) {
			char was = code[places[p]];

			for (const char *c = alphabet; *c; c++) {
				code[places[p]] = *c;
				assert_int_equal(refcode_normalise(span_of(code), out), *c == was);
			}
			code[places[p]] = was;
		}
	}
}

static void swap(char *a, char *b)
{
	char was = *a;

	*a = *b;
	*b = was;
}

static void every_swap_of_two_symbols_is_noticed(void **state)
{
	char code[REFCODE_TEXT_SIZE], out[REFCODE_TEXT_SIZE];

	(void)state;
	for (int i = 0; i < 10000; i++) {
		refcode_format(random_u64(), code);
		for (size_t p = 0; p < COUNT(places); p++) {
			for (size_t q = 0; q < p; q++) {
				char *a = &code[places[p]], *b = &code[places[q]];

				swap(a, b);
				assert_int_equal(refcode_normalise(span_of(code), out), *a == *b);
				swap(a, b);
			}
		}
	}
}

static void the_same_inputs_mint_the_same_code(void **state)
{
	char a[REFCODE_TEXT_SIZE], b[REFCODE_TEXT_SIZE];

	(void)state;
	refcode_mint(key, 24, "app", "key-1", 0, a);
	refcode_mint(key, 24, "app", "key-1", 0, b);
	assert_string_equal(a, b);
	assert_true(refcode_normalise(span_of(a), b));
}

/* Codes are permanent: this one was computed by Python's hmac over the same framing. */
static void the_code_of_given_inputs_never_changes(void **state)
{
	char code[REFCODE_TEXT_SIZE];

	(void)state;
	refcode_mint(key, 24, "app", "key-1", 0, code);
	assert_string_equal(code, "EAN8-6X15-07Y");
}

static void any_other_input_mints_another_code(void **state)
{
	static const unsigned char other_key[32] = "another key of thirty-two bytes";
	char codes[7][REFCODE_TEXT_SIZE];

	(void)state;
	refcode_mint(key, 24, "app", "key-1", 0, codes[0]);
	refcode_mint(other_key, 24, "app", "key-1", 0, codes[1]);
	refcode_mint(key, 2, "app", "key-1", 0, codes[2]);
	refcode_mint(key, 24, "appk", "ey-1", 0, codes[3]);
	refcode_mint(key, 24, "app", "key-2", 0, codes[4]);
	refcode_mint(key, 24, "app", "key-1", 1, codes[5]);
	refcode_mint(key, 24, "app", "", 0, codes[6]);
	for (size_t i = 0; i < COUNT(codes); i++)
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(codes[i], codes[j]);
}

static void without_a_key_codes_are_random(void **state)
{
	char a[REFCODE_TEXT_SIZE], b[REFCODE_TEXT_SIZE];

	(void)state;
	refcode_mint(key, 24, "app", NULL, 0, a);
	refcode_mint(key, 24, "app", NULL, 0, b);
	assert_string_not_equal(a, b);
}

/* What may be written for a code, and what it is found under; NULL: it is no code. */
static const struct {
	const char *written, *key;
} keys[] = {
	{ "BN-2023-001234", "BN-2023-001234" },
	{ "bn-2023-001234", "BN-2023-001234" },
	{ "H12.45/2024", "H12-45-2024" },
	{ " h12:45 - 2024. ", "H12-45-2024" },
	{ "7", "7" },
	{ "", NULL },
	{ " -/", NULL },
	{ "H12\\45", NULL },
	{ "\u0110-1", NULL },
	{ "a\tb", NULL },
	{ "1234567890123456789012345678901234567890123456789012345678901234",
		"1234567890123456789012345678901234567890123456789012345678901234" },
	{ "12345678901234567890123456789012345678901234567890123456789012345", NULL },
	{ "123456789012345678901234567890123456789012345678901234567890123-4", NULL },
};

static void a_code_of_an_older_system_is_found_under_its_letters_and_digits(void **state)
{
	char key_text[REFCODE_KEY_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(keys); i++) {
		bool good = refcode_key(span_of(keys[i].written), key_text);

		if (good != (keys[i].key != NULL))
			fail_msg("%s: %s", keys[i].written, good ? key_text : "refused");
		if (good)
			assert_string_equal(key_text, keys[i].key);
	}
	assert_false(refcode_key((struct span){ "a\0b", 3 }, key_text));
}

/* One in 32 codes with eleven letters and digits could be ours, and must be found all the same. */
static void an_older_code_that_could_be_ours_has_one_key_however_it_is_written(void **state)
{
	char code[24], plain[REFCODE_KEY_SIZE], typed[REFCODE_KEY_SIZE], ours[REFCODE_TEXT_SIZE];
	int alike = 0;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		snprintf(code, sizeof(code), "BL2023-%05d", i);
		assert_true(refcode_key(span_of(code), plain));
		snprintf(code, sizeof(code), "bl2023-%05d", i);
		assert_true(refcode_key(span_of(code), typed));
		assert_string_equal(plain, typed);
		if (!refcode_normalise(span_of(code), ours))
			continue;
		assert_string_equal(plain, ours);
		alike++;
	}
	assert_in_range(alike, 10, 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_code_has_groups_of_four_four_and_three),
		cmocka_unit_test(only_the_lower_fifty_bits_count),
		cmocka_unit_test(what_people_type_is_understood),
		cmocka_unit_test(what_is_no_code_is_refused),
		cmocka_unit_test(every_random_code_is_read_again),
		cmocka_unit_test(every_single_wrong_symbol_is_noticed),
		cmocka_unit_test(every_swap_of_two_symbols_is_noticed),
		cmocka_unit_test(the_same_inputs_mint_the_same_code),
		cmocka_unit_test(the_code_of_given_inputs_never_changes),
		cmocka_unit_test(any_other_input_mints_another_code),
		cmocka_unit_test(without_a_key_codes_are_random),
		cmocka_unit_test(a_code_of_an_older_system_is_found_under_its_letters_and_digits),
		cmocka_unit_test(
			an_older_code_that_could_be_ours_has_one_key_however_it_is_written),
	};

	return cmocka_run_group_tests_name("refcode", tests, NULL, NULL);
}
