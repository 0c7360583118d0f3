/* Token buckets in shared memory: what is granted, who shares with whom, and what several processes
 * at once take out of one bucket. */
#include "tests/common/unit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/config.h"
#include "server/limit.h"

static struct limit_table *table;
static struct config *config;
static struct limits *limits;

/* Sets limits as the environment would, and forgets all buckets. */
static void start(const char *address_write, const char *miss)
{
	struct str error = { 0 };

	setenv("PAKN_LIMIT_ADDRESS_WRITE", address_write, 1);
	setenv("PAKN_LIMIT_MISS", miss, 1);
	config_free(config);
	limits_free(limits);
	config = config_load(NULL, &error);
	if (!config)
		fail_msg("%s", error.data);
	memset(table, 0, sizeof(*table));
	limit_table_init(table);
	limits = limits_new(table, config);
}

static bool take(enum limit which, const char *subject)
{
	struct limit_state state;

	return limit_take(limits, which, span_of(subject), &state);
}

/* Takes so many times; tells how often there was a token. */
static int takes(enum limit which, const char *subject, int times)
{
	int granted = 0;

	while (times--)
		granted += take(which, subject);
	return granted;
}

static void a_burst_is_granted_and_no_more(void **state)
{
	static const int bursts[] = { 1, 2, 10, 1000 };

	(void)state;
	for (size_t i = 0; i < COUNT(bursts); i++) {
		char rate[32];

		snprintf(rate, sizeof(rate), "1/%d", bursts[i]);
		start(rate, "off");
		assert_int_equal(takes(LIMIT_address_write, "somebody", bursts[i] + 50), bursts[i]);
	}
}

static void a_token_comes_back_in_its_time(void **state)
{
	int granted;

	(void)state;
	start("1200/5", "off"); /* each 50 ms */
	assert_int_equal(takes(LIMIT_address_write, "somebody", 6), 5);
	while (!take(LIMIT_address_write, "somebody"))
		usleep(5000);
	/* However long it rests, there are no more than at first, and what comes meanwhile. */
	usleep(600000);
	granted = takes(LIMIT_address_write, "somebody", 20);
	assert_in_range(granted, 5, 10);
}

static void says_what_is_left_and_how_long_one_waits(void **state)
{
	struct limit_state s;

	(void)state;
	start("6/4", "off"); /* one in ten seconds */
	for (unsigned left = 4; left--;) {
		assert_true(limit_take(limits, LIMIT_address_write, span_of("x"), &s));
		assert_true(s.counted);
		assert_int_equal(s.left, left);
		assert_in_range(s.full_s, (4 - left) * 10 - 5, (4 - left) * 10);
		assert_int_equal(s.wait_s, 0);
	}
	assert_false(limit_take(limits, LIMIT_address_write, span_of("x"), &s));
	assert_int_equal(s.left, 0);
	assert_in_range(s.wait_s, 5, 10);
	assert_in_range(s.full_s, 35, 40);
}

static void writes_the_fields_of_the_draft(void **state)
{
	char field[LIMIT_HEADER_SIZE];
	struct limit_state s;

	(void)state;
	start("300/900", "off");
	assert_true(limit_take(limits, LIMIT_address_write, span_of("x"), &s));
	limit_state_field(&s, field);
	assert_string_equal(limit_policy_field(limits, &s), "\"address_write\";q=900;w=180");
	assert_string_equal(field, "\"address_write\";r=899;t=1");
}

static void subjects_and_limits_have_buckets_of_their_own(void **state)
{
	(void)state;
	start("1/2", "1/2");
	assert_int_equal(takes(LIMIT_address_write, "one", 5), 2);
	assert_int_equal(takes(LIMIT_address_write, "other", 5), 2);
	assert_int_equal(takes(LIMIT_miss, "one", 5), 2);
	assert_int_equal(takes(LIMIT_address_write, "", 5), 2);
}

static void what_is_off_is_always_granted(void **state)
{
	struct limit_state s = { .counted = true };

	(void)state;
	start("off", "off");
	assert_int_equal(takes(LIMIT_address_write, "x", 10000), 10000);
	assert_true(limit_take(limits, LIMIT_address_write, span_of("x"), &s));
	assert_false(s.counted);
}

static void a_token_can_be_given_back(void **state)
{
	(void)state;
	start("1/3", "off");
	limit_give_back(limits, LIMIT_address_write, span_of("x")); /* of nobody: nothing happens */
	assert_int_equal(takes(LIMIT_address_write, "x", 3), 3);
	limit_give_back(limits, LIMIT_address_write, span_of("x"));
	assert_int_equal(takes(LIMIT_address_write, "x", 3), 1);
	for (int i = 0; i < 10; i++)
		limit_give_back(limits, LIMIT_address_write, span_of("x"));
	assert_int_equal(takes(LIMIT_address_write, "x", 10), 3); /* no more than it ever held */
}

static void one_is_known_from_the_first_token_until_forgotten(void **state)
{
	struct limit_state s;
	struct span x = span_of("x");

	(void)state;
	start("1/2", "off");
	assert_int_equal(limit_take_known(limits, LIMIT_address_write, x, &s), LIMIT_UNKNOWN);
	assert_true(take(LIMIT_address_write, "x"));
	assert_int_equal(limit_take_known(limits, LIMIT_miss, x, &s), LIMIT_UNKNOWN);
	assert_int_equal(limit_take_known(limits, LIMIT_address_write, x, &s), LIMIT_GRANTED);
	assert_int_equal(limit_take_known(limits, LIMIT_address_write, x, &s), LIMIT_REFUSED);
	limit_forget(limits, LIMIT_address_write, x);
	assert_int_equal(limit_take_known(limits, LIMIT_address_write, x, &s), LIMIT_UNKNOWN);
	/* Off is no reason not to know somebody. */
	start("off", "off");
	assert_int_equal(limit_take_known(limits, LIMIT_address_write, x, &s), LIMIT_UNKNOWN);
	assert_true(take(LIMIT_address_write, "x"));
	assert_int_equal(limit_take_known(limits, LIMIT_address_write, x, &s), LIMIT_GRANTED);
}

static void other_settings_take_effect_on_what_was_counted(void **state)
{
	struct str error = { 0 };
	struct config *fresh;

	(void)state;
	start("1/1000", "off");
	assert_int_equal(takes(LIMIT_address_write, "x", 1000), 1000);
	setenv("PAKN_LIMIT_ADDRESS_WRITE", "600/10", 1); /* a hundred milliseconds each */
	fresh = config_load(NULL, &error);
	assert_non_null(fresh);
	limits_configure(limits, fresh);
	config_free(fresh);
	assert_false(take(LIMIT_address_write, "x"));
	while (!take(LIMIT_address_write, "x"))
		usleep(10000); /* and not for the thousand minutes that it had ahead */
}

/* Counts who can still be told from a stranger. */
static int known_count(int from, int to)
{
	int known = 0;

	for (int i = from; i < to; i++) {
		char name[16];
		struct limit_state s;

		snprintf(name, sizeof(name), "%d", i);
		known += limit_take_known(limits, LIMIT_address_write, span_of(name), &s) !=
			 LIMIT_UNKNOWN;
	}
	return known;
}

static void a_full_table_keeps_those_who_took_most(void **state)
{
	enum { FLOOD = 4 * LIMIT_SETS * LIMIT_WAYS, GREEDY = 100 };

	(void)state;
	start("1/20", "off");
	for (int i = 0; i < GREEDY; i++) {
		char name[16];

		snprintf(name, sizeof(name), "%d", i);
		assert_int_equal(takes(LIMIT_address_write, name, 30), 20);
	}
	for (int i = GREEDY; i < FLOOD; i++) {
		char name[16];

		snprintf(name, sizeof(name), "%d", i);
		assert_true(take(LIMIT_address_write, name));
	}
	assert_int_equal(known_count(0, GREEDY), GREEDY);
	/* The others fill what there is, and no more. */
	assert_in_range(known_count(GREEDY, FLOOD), LIMIT_SETS * LIMIT_WAYS * 9 / 10,
		LIMIT_SETS * LIMIT_WAYS * 101 / 100);
}

enum { PROCESSES = 8, BURST = 20000 };

/* Forks processes that all do the same at once; what each returns is added up. */
static int at_once(int (*work)(int number))
{
	int *sums = mmap(NULL, sizeof(*sums) * (PROCESSES + 1), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int total = 0;

	for (int i = 0; i < PROCESSES; i++) {
		if (fork())
			continue;
		while (!__atomic_load_n(&sums[PROCESSES], __ATOMIC_ACQUIRE))
			;
		sums[i] = work(i);
		_exit(0);
	}
	__atomic_store_n(&sums[PROCESSES], 1, __ATOMIC_RELEASE);
	for (int i = 0; i < PROCESSES; i++) {
		int status;

		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	for (int i = 0; i < PROCESSES; i++)
		total += sums[i];
	munmap(sums, sizeof(*sums) * (PROCESSES + 1));
	return total;
}

static int take_all(int number)
{
	(void)number;
	return takes(LIMIT_address_write, "shared", BURST);
}

static void processes_together_get_exactly_the_burst(void **state)
{
	char rate[32];

	(void)state;
	snprintf(rate, sizeof(rate), "2/%d", BURST);
	start(rate, "off");
	assert_int_equal(at_once(take_all), BURST);
}

/* Takes tokens and gives them back, beside others. */
static int take_and_give(int number)
{
	int granted = 0;

	(void)number;
	for (int i = 0; i < BURST; i++) {
		if (!take(LIMIT_address_write, "shared"))
			continue;
		granted++;
		limit_give_back(limits, LIMIT_address_write, span_of("shared"));
	}
	return granted;
}

static void what_processes_give_back_is_all_there_again(void **state)
{
	(void)state;
	start("1/10", "off");
	assert_int_equal(at_once(take_and_give), PROCESSES * BURST);
	assert_int_equal(takes(LIMIT_address_write, "shared", 20), 10);
}

/* Takes one token of each of many subjects, the same ones in every process. */
static int take_of_many(int number)
{
	int granted = 0;

	for (int i = 0; i < 2000; i++) {
		char name[16];

		snprintf(name, sizeof(name), "%d", (i * 7 + number * 251) % 2000);
		granted += take(LIMIT_address_write, name);
	}
	return granted;
}

static void processes_that_meet_a_subject_first_at_once_make_one_bucket(void **state)
{
	(void)state;
	start("1/1", "off");
	assert_int_equal(at_once(take_of_many), 2000);
}

/* A process that is killed in the middle of its work leaves a table that goes on. */
static void a_killed_process_leaves_nothing_locked(void **state)
{
	(void)state;
	start("100/1000000", "off");
	for (int i = 0; i < 50; i++) {
		pid_t pid = fork();

		if (!pid)
			for (;;)
				take_and_give(0);
		usleep(1000 + 97 * (unsigned)i);
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		assert_true(take(LIMIT_address_write, "shared"));
	}
	/* Each of those killed may have held one; some came back meanwhile. */
	assert_in_range(takes(LIMIT_address_write, "shared", 1000000), 999900, 1000000);
}

static int table_map(void **state)
{
	(void)state;
	setenv("PAKN_CODE_KEY", "0000000000000000000000000000000000000000000000000000000000000001",
		1);
	table = mmap(
		NULL, sizeof(*table), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return table == MAP_FAILED;
}

static int table_unmap(void **state)
{
	(void)state;
	limits_free(limits);
	config_free(config);
	return munmap(table, sizeof(*table));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_burst_is_granted_and_no_more),
		cmocka_unit_test(a_token_comes_back_in_its_time),
		cmocka_unit_test(says_what_is_left_and_how_long_one_waits),
		cmocka_unit_test(writes_the_fields_of_the_draft),
		cmocka_unit_test(subjects_and_limits_have_buckets_of_their_own),
		cmocka_unit_test(what_is_off_is_always_granted),
		cmocka_unit_test(a_token_can_be_given_back),
		cmocka_unit_test(one_is_known_from_the_first_token_until_forgotten),
		cmocka_unit_test(other_settings_take_effect_on_what_was_counted),
		cmocka_unit_test(a_full_table_keeps_those_who_took_most),
		cmocka_unit_test(processes_together_get_exactly_the_burst),
		cmocka_unit_test(what_processes_give_back_is_all_there_again),
		cmocka_unit_test(processes_that_meet_a_subject_first_at_once_make_one_bucket),
		cmocka_unit_test(a_killed_process_leaves_nothing_locked),
	};

	return cmocka_run_group_tests(tests, table_map, table_unmap);
}
