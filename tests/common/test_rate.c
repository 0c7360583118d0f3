/* How much is fair: 300/900. */
#include "tests/common/unit.h"

#include "common/rate.h"

static void reads_two_numbers_or_off(void **state)
{
	static const struct {
		const char *text;
		bool good;
		struct rate rate;
	} cases[] = {
		{ "300/900", true, { 300, 900 } },
		{ "1/1", true, { 1, 1 } },
		{ "6000000/6000000", true, { 6000000, 6000000 } },
		{ "1/10079", true, { 1, 10079 } },
		{ "off", true, { 0, 0 } },
		{ "1/10080", false, { 0 } }, /* a week until it is whole again */
		{ "6000001/1", false, { 0 } },
		{ "1/99999999999999999999", false, { 0 } },
		{ "0/5", false, { 0 } },
		{ "5/0", false, { 0 } },
		{ "300", false, { 0 } },
		{ "300/", false, { 0 } },
		{ "/900", false, { 0 } },
		{ "300/900/1", false, { 0 } },
		{ "300 / 900", false, { 0 } },
		{ "-300/900", false, { 0 } },
		{ "OFF", false, { 0 } },
		{ "", false, { 0 } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rate rate;

		if (rate_parse(cases[i].text, &rate) != cases[i].good)
			fail_msg("%s", cases[i].text);
		if (cases[i].good)
			assert_memory_equal(&rate, &cases[i].rate, sizeof(rate));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_two_numbers_or_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
