/* Who is woken by what is told of topics: each who has not seen it, once; and of those who wait for
 * something to take, one after the other until one finds nothing. */
#include <event2/event.h>
#include <string.h>

#include "common/clock.h"
#include "server/watch_topic.h"
#include "tests/common/unit.h"

#define WAITERS_MAX 16

static struct event_base *base;
static struct watch_topics *topics;
static struct watch_entry entries[WAITERS_MAX];
static int woken[WAITERS_MAX]; /* how often */

static int make(void **state)
{
	(void)state;
	base = event_base_new();
	topics = watch_topics_new(base);
	memset(entries, 0, sizeof(entries));
	memset(woken, 0, sizeof(woken));
	watch_topics_begin(topics, true);
	watch_topics_end(topics);
	return 0;
}

static int drop(void **state)
{
	(void)state;
	watch_topics_free(topics);
	event_base_free(base);
	return 0;
}

/* As watch_wake() of watch.c, without its clock. */
void watch_wake(struct watch_entry *e, bool changed)
{
	assert_true(changed);
	e->waiting = false;
	list_remove(&e->peers);
	woken[e - entries]++;
}

/* Has a waiter wait who asked for their answer just now, or at an instant. */
static bool enter_of(int i, const char *topic, uint64_t question, uint64_t asked_us)
{
	entries[i].waiting = true;
	return watch_topics_enter(topics, &entries[i],
		&(struct watch_for){ .topic = topic, .question = question, .asked_us = asked_us });
}

/* The same, later than all that was told. */
static bool enter(int i, const char *topic, uint64_t question)
{
	uint64_t now = clock_mono_us();

	while (clock_mono_us() == now)
		;
	return enter_of(i, topic, question, clock_mono_us());
}

/* An answer of the database that tells of one topic. */
static void told(const char *topic, const char *mark, const char *next)
{
	watch_topics_begin(topics, false);
	if (topic)
		watch_topics_told(topics, topic, mark, next);
	watch_topics_end(topics);
}

static int woken_in_all(void)
{
	int sum = 0;

	for (int i = 0; i < WAITERS_MAX; i++)
		sum += woken[i];
	return sum;
}

/* Lets the loop turn until nothing is due any more. */
static void settle(void)
{
	event_base_dispatch(base);
}

static void news_wakes_all_who_wait_for_it_and_nobody_else(void **state)
{
	(void)state;
	assert_false(enter(0, "queue 24 1", 0));
	assert_false(enter(1, "queue 24 1", 0));
	assert_false(enter(2, "queue 24 2", 0));
	told("queue 24 1", "1 a", "1 a");
	assert_int_equal(woken[0] + woken[1], 2);
	assert_int_equal(woken[2], 0);
}

static void the_same_is_news_once(void **state)
{
	(void)state;
	told("queue 24 1", "1 a", "1 a");
	assert_false(enter(0, "queue 24 1", 0));
	told("queue 24 1", "1 a", "1 a");
	told("queue 24 1", "1 a", "");
	told(NULL, NULL, NULL);
	assert_int_equal(woken[0], 0);
	told("queue 24 1", "1 a", "");
	assert_int_equal(woken[0], 1); /* nobody had said that it would come */
}

static void who_asked_before_the_news_has_missed_it(void **state)
{
	uint64_t before = clock_mono_us();

	(void)state;
	told("queue 24 1", "1 a", "1 a");
	assert_true(enter_of(0, "queue 24 1", 0, before));
	assert_false(enter(1, "queue 24 1", 0));
	assert_false(enter_of(2, "queue 24 2", 0, before));
}

static void after_a_gap_all_who_asked_before_have_missed_something(void **state)
{
	uint64_t before = clock_mono_us();

	(void)state;
	assert_false(enter(0, "queue 24 1", 0));
	watch_topics_begin(topics, true);
	watch_topics_end(topics);
	assert_int_equal(woken[0], 1);
	assert_true(enter_of(1, "queue 24 3", 0, before));
	assert_false(enter(2, "queue 24 3", 0));
}

static void of_those_who_take_the_one_who_waited_longest_is_woken_first(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++)
		enter(i, "queue 24 1", 7);
	told("queue 24 1", "1 a", "");
	assert_int_equal(woken[0], 1);
	assert_int_equal(woken_in_all(), 1);
}

static void nobody_else_is_woken_once_one_finds_nothing(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++)
		enter(i, "queue 24 1", 7);
	told("queue 24 1", "1 a", "");
	enter(0, "queue 24 1", 7);
	settle();
	assert_int_equal(woken_in_all(), 1);
	told("queue 24 1", "1 b", "");
	assert_int_equal(woken[1], 1); /* the one who found nothing waits behind all others */
	assert_int_equal(woken_in_all(), 2);
}

static void all_are_woken_soon_where_nobody_finds_nothing(void **state)
{
	uint64_t start = clock_mono_ms();

	(void)state;
	for (int i = 0; i < 15; i++)
		enter(i, "queue 24 1", 7);
	told("queue 24 1", "1 a", "");
	settle(); /* 1, 4, 16 */
	assert_int_equal(woken_in_all(), 15);
	assert_in_range(clock_mono_ms() - start, 2 * WATCH_PAUSE_MS, UINT64_MAX);
}

static void what_others_ask_or_find_says_nothing_of_ones_own_question(void **state)
{
	(void)state;
	enter(0, "queue 24 1", 7);
	enter(1, "queue 24 1", 8);
	enter(2, "queue 24 1", 0);
	enter(3, "queue 24 2", 7);
	told("queue 24 1", "1 a", "");
	assert_int_equal(woken[0] + woken[1] + woken[2], 3);
	assert_int_equal(woken[3], 0);
}

static void who_found_nothing_before_the_news_settles_nothing(void **state)
{
	uint64_t before = clock_mono_us();

	(void)state;
	enter(0, "queue 24 1", 7);
	enter(1, "queue 24 1", 7);
	told("queue 24 1", "1 a", "");
	assert_int_equal(woken[0], 1);
	assert_false(enter_of(0, "queue 24 1", 7, before));
	settle();
	assert_int_equal(woken[1], 1);
	assert_int_equal(woken[0], 2); /* it must look again, too */
}

static void news_while_others_look_wakes_the_next_at_once(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++)
		enter(i, "queue 24 1", 7);
	told("queue 24 1", "1 a", "1 a");
	told("queue 24 1", "2 b", "");
	assert_int_equal(woken[0] + woken[1], 2);
	assert_int_equal(woken[2], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make, drop)
		TEST(news_wakes_all_who_wait_for_it_and_nobody_else),
		TEST(the_same_is_news_once),
		TEST(who_asked_before_the_news_has_missed_it),
		TEST(after_a_gap_all_who_asked_before_have_missed_something),
		TEST(of_those_who_take_the_one_who_waited_longest_is_woken_first),
		TEST(nobody_else_is_woken_once_one_finds_nothing),
		TEST(all_are_woken_soon_where_nobody_finds_nothing),
		TEST(what_others_ask_or_find_says_nothing_of_ones_own_question),
		TEST(who_found_nothing_before_the_news_settles_nothing),
		TEST(news_while_others_look_wakes_the_next_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
