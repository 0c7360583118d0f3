#include "server/replay_tally.h"

#include <stdlib.h>
#include <string.h>

#include "tests/common/unit.h"

/* Prints the summary into memory; the caller frees it. */
static char *summary(struct replay_tally *t)
{
	char *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	assert_non_null(f);
	t->terminal = false;
	replay_tally_print(t, f);
	fclose(f);
	return text;
}

static void failures_are_grouped_with_their_first_lines(void **state)
{
	struct replay_tally t;
	char *text;

	(void)state;
	replay_tally_begin(&t);
	for (size_t line = 40; line > 20; line--)
		replay_tally_bad(&t, REPLAY_REFUSED, line, "422 invalid");
	replay_tally_bad(&t, REPLAY_REFUSED, 50, "422 invalid");
	replay_tally_bad(&t, REPLAY_GIVEN_UP, 7, "422 invalid");
	replay_tally_good(&t, REPLAY_STORED);
	replay_tally_good(&t, REPLAY_REPLAYED);
	assert_false(replay_tally_is_good(&t));
	text = summary(&t);
	assert_non_null(strstr(text, "24 sent: 1 stored, 1 replayed, 21 refused, 1 given up; 0 "));
	assert_non_null(strstr(text,
		"  refused: 422 invalid: 21, lines 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, ...\n"));
	assert_non_null(strstr(text, "  given up: 422 invalid: 1, line 7\n"));
	assert_null(strstr(text, "Answers"));
	free(text);
	replay_tally_end(&t);
}

static void quantiles_are_exact_whatever_the_order_of_the_answers(void **state)
{
	struct replay_tally t;
	char *text;

	(void)state;
	replay_tally_begin(&t);
	for (uint64_t i = 0; i < 5000; i++)
		replay_tally_latency(&t, (i * 2377 % 5000 + 1) * 1000);
	assert_true(replay_tally_is_good(&t));
	text = summary(&t);
	assert_non_null(strstr(text,
		"Answers came after p50 2500.0 ms, p90 4500.0 ms, p99 4950.0 ms, at most 5000.0 "
		"ms.\n"));
	free(text);
	replay_tally_end(&t);
}

static void more_kinds_of_failures_than_there_is_room_for_are_counted_together(void **state)
{
	struct replay_tally t;
	char what[20], *text;

	(void)state;
	replay_tally_begin(&t);
	for (size_t i = 1; i <= 2 * REPLAY_GROUPS; i++) {
		snprintf(what, sizeof(what), "kind %zu", i);
		replay_tally_bad(&t, REPLAY_REFUSED, i, what);
	}
	text = summary(&t);
	assert_non_null(strstr(text, "128 sent: 0 stored, 0 replayed, 128 refused"));
	assert_non_null(strstr(text, "  refused: kind 63: 1, line 63\n"));
	assert_non_null(strstr(text, "  refused: other reasons: 65, lines 64, 65, 66, "));
	free(text);
	replay_tally_end(&t);
}

static void what_staff_did_is_counted_apart_and_told_only_where_there_is_some(void **state)
{
	struct replay_tally t;
	char *text;

	(void)state;
	replay_tally_begin(&t);
	replay_tally_good(&t, REPLAY_STORED);
	text = summary(&t);
	assert_null(strstr(text, "actions"));
	free(text);
	replay_tally_good(&t, REPLAY_DONE);
	replay_tally_good(&t, REPLAY_DONE);
	assert_true(replay_tally_is_good(&t));
	replay_tally_bad(&t, REPLAY_ACTION_REFUSED, 1, "answer: 412 stale_version");
	replay_tally_left_out(&t, 3);
	assert_false(replay_tally_is_good(&t));
	text = summary(&t);
	assert_non_null(strstr(text, "1 sent: 1 stored, 0 replayed, 0 refused, 0 given up; 0 "));
	assert_non_null(
		strstr(text, "6 actions of staff: 2 done, 1 refused, 0 given up, 3 left out.\n"));
	assert_non_null(strstr(text, "  refused: answer: 412 stale_version: 1, line 1\n"));
	free(text);
	replay_tally_end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(failures_are_grouped_with_their_first_lines),
		cmocka_unit_test(what_staff_did_is_counted_apart_and_told_only_where_there_is_some),
		cmocka_unit_test(quantiles_are_exact_whatever_the_order_of_the_answers),
		cmocka_unit_test(
			more_kinds_of_failures_than_there_is_room_for_are_counted_together),
	};

	return cmocka_run_group_tests_name("replay_tally", tests, NULL, NULL);
}
