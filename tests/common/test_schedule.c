/* When what failed is tried again. */
#include "tests/common/unit.h"

#include "common/schedule.h"

static void a_schedule_is_read(void **state)
{
	static const struct {
		const char *text;
		size_t count;
		uint64_t first, last;
	} cases[] = {
		{ "5s 5m 30m 2h 5h 10h 14h 20h 24h", 9, 5000, 86400000 },
		{ "100ms", 1, 100, 100 },
		{ "  1s   2s  ", 2, 1000, 2000 },
		{ "168h", 1, 604800000, 604800000 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct schedule s;

		assert_true(schedule_parse(cases[i].text, &s));
		assert_int_equal(s.count, cases[i].count);
		assert_int_equal(s.waits_ms[0], cases[i].first);
		assert_int_equal(s.waits_ms[s.count - 1], cases[i].last);
	}
}

static void what_is_no_schedule_is_refused(void **state)
{
	static const char *const texts[] = { "", " ", "5", "s", "5 s", "0s", "5d", "-5s", "5s,5m",
		"1.5s", "5S", "169h", "99999999999999999999s", "5s x",
		"1s 1s 1s 1s 1s 1s 1s 1s 1s 1s 1s 1s 1s 1s 1s 1s 1s 1s 1s 1s 1s 1s 1s 1s 1s 1s 1s "
		"1s "
		"1s 1s 1s 1s 1s" };
	struct schedule s;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		assert_false(schedule_parse(texts[i], &s));
}

static void a_wait_is_between_half_and_all_of_its_place_in_the_list(void **state)
{
	struct schedule s;
	uint64_t wait, least = UINT64_MAX, most = 0;

	(void)state;
	assert_true(schedule_parse("1s 10s", &s));
	for (uint64_t random = 0; random < 20000; random++) {
		assert_true(schedule_wait(&s, 2, random * 0x9e3779b97f4a7c15, &wait));
		least = wait < least ? wait : least;
		most = wait > most ? wait : most;
	}
	assert_in_range(least, 5000, 5050);
	assert_in_range(most, 9950, 10000);
	assert_true(schedule_wait(&s, 1, UINT64_MAX, &wait));
	assert_in_range(wait, 500, 1000);
}

static void behind_the_last_place_it_is_given_up(void **state)
{
	struct schedule s;
	uint64_t wait;

	(void)state;
	assert_true(schedule_parse("1s 10s", &s));
	assert_false(schedule_wait(&s, 3, 0, &wait));
	assert_false(schedule_wait(&s, 0, 0, &wait));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_schedule_is_read),
		cmocka_unit_test(what_is_no_schedule_is_refused),
		cmocka_unit_test(a_wait_is_between_half_and_all_of_its_place_in_the_list),
		cmocka_unit_test(behind_the_last_place_it_is_given_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
