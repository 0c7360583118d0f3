#include "common/phone.h"

#include <stdio.h>

#include "tests/common/unit.h"

#define PREFIXES "../shared/data/phone/vn_mobile_prefixes.tsv"

static const char *const accepted[][2] = {
	{ "0903123456", "+84903123456" },
	{ "+84903123456", "+84903123456" },
	{ "84903123456", "+84903123456" },
	{ "0084903123456", "+84903123456" },
	{ "+84 903 123 456", "+84903123456" },
	{ "0903.123.456", "+84903123456" },
	{ "0903-123-456", "+84903123456" },
	{ " (+84) 903 123456 ", "+84903123456" },
	{ "+84 (0) 903 123 456", "+84903123456" },
	{ "+840903123456", "+84903123456" },
	{ "\u202a+84\u00a0903\u00a0123\u00a0456\u202c", "+84903123456" },
	{ "0841234567", "+84841234567" }, /* a mobile number that looks like the country */
	{ "84841234567", "+84841234567" },
	{ "01234567890", "+84834567890" }, /* 0123 became 083 */
	{ "+841681234567", "+84381234567" },
	{ "0199 123 4567", "+84591234567" },
	{ "028 3822 1234", "+842838221234" },
	{ "(024) 3822 1234", "+842438221234" },
	{ "+84 236 3821 234", "+842363821234" },
	{ "0236 3821234", "+842363821234" },
};

static const char *const refused[] = {
	"",
	" ",
	"+",
	"1022",
	"113",
	"19001234",
	"18001234",
	"903123456",
	"090312345",
	"09031234567",
	"0503123456",
	"0953123456",
	"0603123456",
	"0113 1234567",
	"023838221234",
	"+14155550123",
	"+8490312345",
	"+849031234567",
	"++84903123456",
	"0903123456x",
	"0903+123456",
	"abc",
	"0903123456 / 0903123457",
	"84",
	"+84",
	"0",
	"00",
	"0084",
	"0231234567",
	"0217 3821234",
	"0280382212345",
	"0903123456,",
	"99999999999999999999999999999999",
	"0\xff",
	"0903\n123456",
};

static void usual_forms_become_e164(void **state)
{
	char out[PHONE_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(accepted); i++) {
		if (!phone_normalise(span_of(accepted[i][0]), out))
			fail_msg("was refused: %s", accepted[i][0]);
		assert_string_equal(out, accepted[i][1]);
	}
}

static void e164_stays_as_it_is(void **state)
{
	char out[PHONE_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(accepted); i++) {
		assert_true(phone_normalise(span_of(accepted[i][1]), out));
		assert_string_equal(out, accepted[i][1]);
	}
}

static void what_is_no_number_of_a_citizen_is_refused(void **state)
{
	char out[PHONE_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++)
		if (phone_normalise(span_of(refused[i]), out))
			fail_msg("was accepted: %s", refused[i]);
	assert_false(phone_normalise((struct span){ "0903123456\0", 11 }, out));
}

/* Checks that prefix + 1234567 becomes +84 + expected + 1234567. */
static void check_prefix(const char *prefix, const char *expected)
{
	char number[32], wanted[32], out[PHONE_TEXT_SIZE];

	snprintf(number, sizeof(number), "%.4s1234567", prefix);
	snprintf(wanted, sizeof(wanted), "+84%.2s1234567", expected + 1);
	if (!phone_normalise(span_of(number), out))
		fail_msg("was refused: %s", number);
	assert_string_equal(out, wanted);
}

static void every_prefix_of_the_official_list_is_known(void **state)
{
	FILE *file = fopen(PREFIXES, "r");
	char line[512];
	int rows = 0;

	(void)state;
	if (!file) {
		print_message("skipped: %s is not here\n", PREFIXES);
		skip();
	}
	while (fgets(line, sizeof(line), file)) {
		char prefix[8] = "", operator[64] = "", old[16] = "";

		if (line[0] == '#' ||
			sscanf(line, "%7[0-9]\t%63[^\t]\t%15[0-9]", prefix, operator, old) < 2)
			continue;
		check_prefix(prefix, prefix);
		if (*old)
			check_prefix(old, prefix);
		rows++;
	}
	fclose(file);
	assert_true(rows > 30);
}

static void only_prefixes_of_the_official_list_are_mobile(void **state)
{
	int mobile = 0;

	(void)state;
	for (int prefix = 0; prefix < 100; prefix++) {
		char number[32], out[PHONE_TEXT_SIZE];

		snprintf(number, sizeof(number), "0%02d1234567", prefix);
		mobile += phone_normalise(span_of(number), out);
	}
	assert_int_equal(mobile, 36);
}

static void a_mask_leaves_the_country_and_three_digits(void **state)
{
	char out[PHONE_TEXT_SIZE];

	(void)state;
	phone_mask("+84903123456", out);
	assert_string_equal(out, "+84******456");
	phone_mask("+842838221234", out);
	assert_string_equal(out, "+84*******234");
	phone_mask("1022", out);
	assert_string_equal(out, "****");
	phone_mask("", out);
	assert_string_equal(out, "");
	phone_mask("+849031234567890123456", out);
	assert_int_equal(strlen(out), PHONE_TEXT_SIZE - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(usual_forms_become_e164),
		cmocka_unit_test(e164_stays_as_it_is),
		cmocka_unit_test(what_is_no_number_of_a_citizen_is_refused),
		cmocka_unit_test(every_prefix_of_the_official_list_is_known),
		cmocka_unit_test(only_prefixes_of_the_official_list_are_mobile),
		cmocka_unit_test(a_mask_leaves_the_country_and_three_digits),
	};

	return cmocka_run_group_tests_name("phone", tests, NULL, NULL);
}
