#include "common/digits.h"

#include <stdio.h>

#include "tests/common/unit.h"

static void digits_are_those_of_printf(void **state)
{
	(void)state;
	for (int bit = 0; bit < 64; bit++)
		for (int beside = -1; beside <= 1; beside++) {
			uint64_t number = (UINT64_C(1) << bit) + (uint64_t)beside;
			char expected[DIGITS_MAX + 1], out[DIGITS_MAX + 1];

			snprintf(expected, sizeof(expected), "%llu", (unsigned long long)number);
			assert_ptr_equal(digits_put(out, number), out + strlen(expected));
			assert_string_equal(out, expected);
		}
}

static void the_greatest_number_fits(void **state)
{
	char out[DIGITS_MAX + 1];

	(void)state;
	assert_int_equal(digits_put(out, UINT64_MAX) - out, DIGITS_MAX);
	assert_string_equal(out, "18446744073709551615");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digits_are_those_of_printf),
		cmocka_unit_test(the_greatest_number_fits),
	};
	return cmocka_run_group_tests_name("digits", tests, NULL, NULL);
}
