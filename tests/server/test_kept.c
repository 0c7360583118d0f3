/* Answers that are kept: the right one or none, no more than there is room for, no longer than
 * asked for. */
#include <stdio.h>
#include <string.h>

#include "server/kept.h"
#include "tests/common/unit.h"

static struct kept *kept;

static int make(void **state)
{
	(void)state;
	kept = kept_new();
	return 0;
}

static int drop(void **state)
{
	(void)state;
	kept_free(kept);
	return 0;
}

static uint64_t question(const char *who, const char *what)
{
	struct span parts[] = { span_of(who), span_of(what) };

	return kept_question(kept, parts, 2);
}

static void assert_body(uint64_t q, const char *etag, const char *expected)
{
	struct span body = kept_body(kept, q, etag);

	assert_int_equal(body.len, strlen(expected));
	assert_memory_equal(body.data, expected, body.len);
}

static void the_last_answer_is_there_under_its_etag(void **state)
{
	uint64_t q = question("a", "queue");

	(void)state;
	assert_null(kept_etag(kept, q, 0));
	kept_put(kept, q, "e1", span_of("one"), 0);
	assert_string_equal(kept_etag(kept, q, 0), "e1");
	assert_body(q, "e1", "one");
	kept_put(kept, q, "e2", span_of("another"), 0);
	assert_string_equal(kept_etag(kept, q, 0), "e2");
	assert_body(q, "e2", "another");
	assert_null(kept_body(kept, q, "e1").data);
}

static void who_asks_and_what_are_told_apart(void **state)
{
	const uint64_t others[] = { question("b", "queue"), question("a", "queue?limit=1"),
		question("queue", "a"), question("aq", "ueue"), question("", "aqueue") };

	(void)state;
	kept_put(kept, question("a", "queue"), "e", span_of("body"), 0);
	for (size_t i = 0; i < COUNT(others); i++) {
		assert_null(kept_etag(kept, others[i], 0));
		assert_null(kept_body(kept, others[i], "e").data);
	}
}

static void what_nobody_asks_for_goes(void **state)
{
	uint64_t asked = question("a", "1"), left = question("a", "2");

	(void)state;
	kept_put(kept, asked, "e", span_of("1"), 1000);
	kept_put(kept, left, "e", span_of("2"), 1000);
	kept_etag(kept, asked, 2000);
	kept_sweep(kept, 999 + KEPT_MS);
	assert_non_null(kept_body(kept, left, "e").data);
	kept_sweep(kept, 1000 + KEPT_MS);
	assert_null(kept_body(kept, left, "e").data);
	assert_body(asked, "e", "1");
}

static void there_is_no_more_than_there_is_room_for(void **state)
{
	static char long_body[KEPT_BODY_MAX + 1];
	char name[16], long_etag[KEPT_ETAG_MAX + 2];
	unsigned found = 0;

	(void)state;
	for (unsigned i = 0; i < 8 * KEPT_SLOTS; i++) {
		snprintf(name, sizeof(name), "%u", i);
		kept_put(kept, question("a", name), "e", span_of(name), 0);
		assert_body(question("a", name), "e", name);
	}
	for (unsigned i = 0; i < 8 * KEPT_SLOTS; i++) {
		snprintf(name, sizeof(name), "%u", i);
		found += kept_etag(kept, question("a", name), 0) != NULL;
	}
	assert_in_range(found, KEPT_SLOTS / 2, KEPT_SLOTS);
	kept_put(kept, question("b", ""), "e", (struct span){ long_body, sizeof(long_body) }, 0);
	memset(long_etag, 'e', sizeof(long_etag) - 1);
	long_etag[sizeof(long_etag) - 1] = '\0';
	kept_put(kept, question("c", ""), long_etag, span_of("body"), 0);
	assert_null(kept_etag(kept, question("b", ""), 0));
	assert_null(kept_etag(kept, question("c", ""), 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			the_last_answer_is_there_under_its_etag, make, drop),
		cmocka_unit_test_setup_teardown(who_asks_and_what_are_told_apart, make, drop),
		cmocka_unit_test_setup_teardown(what_nobody_asks_for_goes, make, drop),
		cmocka_unit_test_setup_teardown(
			there_is_no_more_than_there_is_room_for, make, drop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
