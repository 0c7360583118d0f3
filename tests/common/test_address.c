/* Addresses to listen on, and lists of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/address.h"

static void reads_addresses_and_writes_them_back(void **state)
{
	static const struct {
		const char *text, *again; /* NULL: refused */
		bool both;
	} cases[] = {
		{ "127.0.0.1:8080", "127.0.0.1:8080", false },
		{ "0.0.0.0:0", "0.0.0.0:0", false },
		{ "[::1]:65535", "[::1]:65535", false },
		{ "[2001:db8:0:0::1]:80", "[2001:db8::1]:80", false },
		{ "*:443", "[::]:443", true },
		{ "127.0.0.1", NULL, false },
		{ "127.0.0.1:", NULL, false },
		{ "127.0.0.1:65536", NULL, false },
		{ "127.0.0.1:+80", NULL, false },
		{ "127.0.0.1: 80", NULL, false },
		{ "127.0.0.1:000080", NULL, false },
		{ "127.0.1:80", NULL, false },
		{ "256.0.0.1:80", NULL, false },
		{ "::1:80", NULL, false },
		{ "[::1:80", NULL, false },
		{ "::1]:80", NULL, false },
		{ "[]:80", NULL, false },
		{ "[:80", NULL, false },
		{ "[127.0.0.1]:80", NULL, false },
		{ ":80", NULL, false },
		{ "", NULL, false },
		{ "localhost:80", NULL, false },
		{ "[1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa]:80", NULL, false },
	};
	char text[ADDRESS_TEXT_SIZE];
	struct address a;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool good = address_parse(span_of(cases[i].text), &a);

		if (good != (cases[i].again != NULL))
			fail_msg("%s: %d", cases[i].text, good);
		if (!good)
			continue;
		address_format(text, &a.socket);
		assert_string_equal(text, cases[i].again);
		assert_int_equal(a.both, cases[i].both);
	}
}

static void refuses_a_nul_within(void **state)
{
	struct address a;

	(void)state;
	assert_false(address_parse((struct span){ "127.0.0.1\0x:80", 14 }, &a));
}

static void cuts_lists_at_commas_and_spaces(void **state)
{
	static const char *const expected[] = { "a", "b", "c" };
	struct span list = span_of(" ,a, b\tc ,"), item;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_true(address_next(&list, &item));
		assert_true(span_eq(item, expected[i]));
	}
	assert_false(address_next(&list, &item));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_addresses_and_writes_them_back),
		cmocka_unit_test(refuses_a_nul_within),
		cmocka_unit_test(cuts_lists_at_commas_and_spaces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
