#include "common/clock.h"

#include <string.h>

#include "tests/common/unit.h"

static const struct {
	const char *text, *formatted;
} accepted[] = {
	{ "2026-11-22T07:46:44.123+07:00", "2026-11-22T07:46:44.123+07:00" },
	{ "2026-11-22T00:46:44Z", "2026-11-22T07:46:44.000+07:00" },
	{ "2026-11-22t00:46:44.5z", "2026-11-22T07:46:44.500+07:00" },
	{ "2026-11-22 00:46:44.1239999Z", "2026-11-22T07:46:44.123+07:00" },
	{ "2026-12-31T23:30:00-01:00", "2027-01-01T07:30:00.000+07:00" },
	{ "2024-02-29T12:00:00+07:00", "2024-02-29T12:00:00.000+07:00" },
	{ "2000-02-29T12:00:00+07:00", "2000-02-29T12:00:00.000+07:00" },
	{ "1970-01-01T00:00:00Z", "1970-01-01T07:00:00.000+07:00" },
	{ "2038-01-19T03:14:08Z", "2038-01-19T10:14:08.000+07:00" },
	{ "9999-12-31T23:59:59Z", "10000-01-01T06:59:59.000+07:00" },
};

static const char *const refused[] = {
	"",
	"2026-11-22",
	"2026-11-22T07:46:44",
	"2026-11-22T07:46+07:00",
	"2026-11-22T07:46:44+0700",
	"2026-11-22T07:46:44+07",
	"2026-11-22T07:46:44.+07:00",
	"2026-02-29T00:00:00Z",
	"1900-02-29T00:00:00Z",
	"2026-13-01T00:00:00Z",
	"2026-00-01T00:00:00Z",
	"2026-01-00T00:00:00Z",
	"2026-04-31T00:00:00Z",
	"2026-01-01T24:00:00Z",
	"2026-01-01T00:60:00Z",
	"2026-01-01T00:00:60Z",
	"2026-01-01T00:00:00+24:00",
	"2026-01-01T00:00:00+07:60",
	"1969-12-31T23:59:59Z",
	"1970-01-01T00:00:00+07:00",
	"2026-01-01T00:00:00Z ",
	" 2026-01-01T00:00:00Z",
	"2026-1-1T00:00:00Z",
	"+2026-01-01T00:00:00Z",
	"2026-01-01T00:00:00 07:00",
};

static void times_with_an_offset_are_read_and_written_in_vietnams(void **state)
{
	char out[CLOCK_TEXT_SIZE];
	uint64_t ms;

	(void)state;
	for (size_t i = 0; i < COUNT(accepted); i++) {
		assert_true(clock_parse(accepted[i].text, strlen(accepted[i].text), &ms));
		clock_format(out, ms);
		assert_string_equal(out, accepted[i].formatted);
	}
}

static void anything_else_is_refused(void **state)
{
	uint64_t ms;

	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++)
		if (clock_parse(refused[i], strlen(refused[i]), &ms))
			fail_msg("was accepted: %s", refused[i]);
}

static void what_is_written_is_read_again(void **state)
{
	char out[CLOCK_TEXT_SIZE];
	uint64_t again;

	(void)state;
	for (uint64_t ms = 0; ms < UINT64_C(253402275600000); ms += UINT64_C(86399999 * 31)) {
		clock_format(out, ms);
		assert_true(clock_parse(out, strlen(out), &again));
		assert_true(again == ms);
	}
}

static void a_day_is_one_that_the_calendar_has(void **state)
{
	static const struct {
		const char *text;
		enum clock_day day;
	} days[] = {
		{ "2026-09-02", CLOCK_DAY_OK },
		{ "1900-01-01", CLOCK_DAY_OK },
		{ "2024-02-29", CLOCK_DAY_OK },
		{ "2000-02-29", CLOCK_DAY_OK },
		{ "9999-12-31", CLOCK_DAY_OK },
		{ "1900-02-29", CLOCK_DAY_MISSING },
		{ "2025-02-29", CLOCK_DAY_MISSING },
		{ "2025-04-31", CLOCK_DAY_MISSING },
		{ "2025-00-10", CLOCK_DAY_MISSING },
		{ "2025-13-10", CLOCK_DAY_MISSING },
		{ "2025-01-00", CLOCK_DAY_MISSING },
		{ "2025-01-32", CLOCK_DAY_MISSING },
		{ "1899-12-31", CLOCK_DAY_MISSING },
		{ "", CLOCK_DAY_MALFORMED },
		{ "2025-1-01", CLOCK_DAY_MALFORMED },
		{ "2025-01-1", CLOCK_DAY_MALFORMED },
		{ "02/09/2026", CLOCK_DAY_MALFORMED },
		{ "2026-09-02 ", CLOCK_DAY_MALFORMED },
		{ "-026-09-02", CLOCK_DAY_MALFORMED },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(days); i++)
		assert_int_equal(clock_day_check(days[i].text, strlen(days[i].text)), days[i].day);
}

static void the_monotonic_clock_never_goes_back(void **state)
{
	uint64_t last = clock_mono_us();

	(void)state;
	for (int i = 0; i < 10000; i++) {
		uint64_t now = clock_mono_us();

		assert_true(now >= last);
		last = now;
	}
	assert_true(clock_mono_ms() >= last / 1000);
	assert_true(clock_wall_ms() > UINT64_C(1700000000000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_with_an_offset_are_read_and_written_in_vietnams),
		cmocka_unit_test(anything_else_is_refused),
		cmocka_unit_test(what_is_written_is_read_again),
		cmocka_unit_test(a_day_is_one_that_the_calendar_has),
		cmocka_unit_test(the_monotonic_clock_never_goes_back),
	};

	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
