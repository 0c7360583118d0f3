/* The nearest name: slips are found, other words are not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/nearest.h"

static void finds_slips_and_no_more(void **state)
{
	static const char *const names[] = { "serve", "migrate", "user", "token", "stats",
		"config" };
	static const struct {
		const char *wrong, *expected;
	} cases[] = {
		{ "server", "serve" },
		{ "sevre", "serve" },
		{ "migrat", "migrate" },
		{ "mgirate", "migrate" },
		{ "usr", "user" },
		{ "tokne", "token" },
		{ "conf", "config" },
		{ "x", NULL },
		{ "", NULL },
		{ "daemon", NULL },
		{ "a-word-that-is-far-longer-than-the-longest-name-of-all", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct nearest near = { 0 };

		for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++)
			nearest_consider(&near, cases[i].wrong, names[n]);
		if (cases[i].expected)
			assert_string_equal(near.name, cases[i].expected);
		else
			assert_null(near.name);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = { cmocka_unit_test(finds_slips_and_no_more) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
