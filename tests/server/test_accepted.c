/* Which credentials were accepted lately: as many as there is room for, for as long as that counts.
 */
#include <stdbool.h>
#include <string.h>

#include "server/accepted.h"
#include "tests/common/unit.h"

static struct accepted accepted;

/* A digest like that of the nth credential. */
static const unsigned char *digest(unsigned n)
{
	static unsigned char bytes[DIGEST_SIZE];
	struct span part = { (char *)&n, sizeof(n) };

	digest_hmac("a key", 5, &part, 1, bytes);
	return bytes;
}

static int empty(void **state)
{
	(void)state;
	memset(&accepted, 0, sizeof(accepted));
	return 0;
}

static void only_what_was_noted_is_known(void **state)
{
	(void)state;
	for (unsigned n = 0; n < 1000; n++)
		accepted_note(&accepted, digest(n), 7);
	for (unsigned n = 0; n < 1000; n++)
		assert_true(accepted_lately(&accepted, digest(n), 7));
	for (unsigned n = 1000; n < 100000; n++)
		assert_false(accepted_lately(&accepted, digest(n), 7));
}

static void a_use_counts_for_a_day(void **state)
{
	static const struct {
		uint64_t minute;
		bool counts;
	} cases[] = { { 100, true }, { 100 + ACCEPTED_MINUTES, true },
		{ 101 + ACCEPTED_MINUTES, false }, { 40000, false } };

	(void)state;
	accepted_note(&accepted, digest(1), 100);
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(
			accepted_lately(&accepted, digest(1), cases[i].minute), cases[i].counts);
	accepted_note(&accepted, digest(1), 40000); /* used again */
	assert_true(accepted_lately(&accepted, digest(1), 40000));
	accepted_note(&accepted, digest(2), 65530); /* the count of minutes begins anew */
	assert_true(accepted_lately(&accepted, digest(2), 65540));
}

static void where_there_is_no_room_the_oldest_use_goes(void **state)
{
	unsigned known = 0;

	(void)state;
	for (unsigned n = 0; n < 10 * ACCEPTED_SLOTS; n++)
		accepted_note(&accepted, digest(n), n / ACCEPTED_SLOTS);
	for (unsigned n = 9 * ACCEPTED_SLOTS; n < 10 * ACCEPTED_SLOTS; n++)
		known += accepted_lately(&accepted, digest(n), 10);
	assert_true(known > ACCEPTED_SLOTS * 3 / 4);
	assert_true(accepted_lately(&accepted, digest(10 * ACCEPTED_SLOTS - 1), 10));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(only_what_was_noted_is_known, empty),
		cmocka_unit_test_setup(a_use_counts_for_a_day, empty),
		cmocka_unit_test_setup(where_there_is_no_room_the_oldest_use_goes, empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
