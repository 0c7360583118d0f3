/* Chores against a real PostgreSQL: their clocks, their failures, their end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <event2/event.h>

#include "common/clock.h"
#include "server/chores.h"
#include "server/db.h"
#include "server/shared.h"
#include "tests/server/cluster.h"

static const char *const none[] = { NULL };
static const struct query nap = { "nap", "select pg_sleep(0.05)", 0, none };
static const struct query divide = { "divide", "select 1 / n from test_chores", 0, none };
static const struct query count_down = { "count_down",
	"update test_chores set n = n - 1 returning n", 0, none };
static const struct query *const queries[] = { &nap, &divide, &count_down, NULL };

static struct event_base *base;
static struct db *db;
static struct shared *shared;
static size_t most_pending;

/* Runs the loop for some time, and notes how many calls were ever under way at once. */
static void run(int ms)
{
	for (int i = 0; i < ms / 5; i++) {
		struct timeval wait = { 0, 5000 };

		event_base_loopexit(base, &wait);
		event_base_dispatch(base);
		if (db_pending(db) > most_pending)
			most_pending = db_pending(db);
	}
}

static void sql(const char *text)
{
	PGconn *conn = PQconnectdb(cluster_conninfo());
	PGresult *res = PQexec(conn, text);

	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		fail_msg("%s", PQerrorMessage(conn));
	PQclear(res);
	PQfinish(conn);
}

static uint64_t counted(enum counter c)
{
	return atomic_load(&shared->slots[0].counters.values[c]);
}

/* Runs the loop until a counter stands so high, or for a minute. */
static void run_until(enum counter c, uint64_t count)
{
	for (int i = 0; i < 600 && counted(c) < count; i++)
		run(100);
}

/* Ends them, and waits until nothing is under way. */
static void stop(struct chores *c)
{
	chores_stop(c);
	for (int i = 0; i < 600 && chores_running(c); i++)
		run(100);
	assert_false(chores_running(c));
	chores_free(c);
}

static int set_up(void **state)
{
	struct db_settings settings = {
		.conninfo = cluster_conninfo(),
		.conns = { [DB_COURIER] = 2 },
		.depth = { [DB_COURIER] = 1 },
		.queue_max = { [DB_COURIER] = 100 },
		.deadline_ms = { [DB_COURIER] = 5000 },
		.wait_max_ms = 5000,
		.connect_ms = 1000,
		.application_name = "test chores",
	};

	(void)state;
	sql("create table test_chores as select 0 as n");
	shared = shared_new(1);
	counters_use(shared, 0);
	base = event_base_new();
	db = db_new(base, &settings, queries);
	most_pending = 0;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	db_free(db);
	event_base_free(base);
	counters_use(NULL, 0);
	shared_free(shared);
	sql("drop table test_chores");
	return 0;
}

static void runs_a_chore_again_and_again_but_never_twice_at_once(void **state)
{
	static const struct chore table[] = { { "nap", &nap, 10, 0, NULL, NULL }, { 0 } };
	struct chores *c = chores_new(base, db, table);
	uint64_t began = clock_mono_ms();

	(void)state;
	run_until(COUNTER_chore_runs, 5);
	assert_in_range(counted(COUNTER_chore_runs), 5, (clock_mono_ms() - began) / 50);
	assert_int_equal(counted(COUNTER_chore_failures), 0);
	assert_int_equal(most_pending, 1);
	stop(c);
}

static void goes_on_at_once_while_there_is_more_to_do(void **state)
{
	static const enum counter counts = COUNTER_senders_forgotten;
	static const struct chore table[] = { { "count", &count_down, 1000, 3, &counts, NULL },
		{ 0 } };
	struct chores *c;

	(void)state;
	sql("update test_chores set n = 10");
	c = chores_new(base, db, table);
	run_until(COUNTER_chore_runs, 8);
	run(300);
	assert_int_equal(counted(COUNTER_chore_runs), 8); /* 9, 8 ... 3, and 2, which is not full */
	assert_int_equal(counted(counts), 44);
	chores_stop(c);
	chores_free(c);
}

static void keeps_chores_apart(void **state)
{
	static const struct chore table[] = { { "nap", &nap, 10, 0, NULL, NULL },
		{ "rare", &nap, 3600000, 0, NULL, NULL }, { 0 } };
	struct chores *c = chores_new(base, db, table);

	(void)state;
	run_until(COUNTER_chore_runs, 3);
	assert_true(counted(COUNTER_chore_runs) >= 3);
	stop(c);
}

static void stops_after_what_is_under_way(void **state)
{
	static const struct chore table[] = { { "nap", &nap, 10, 0, NULL, NULL }, { 0 } };
	struct chores *c = chores_new(base, db, table);
	uint64_t runs;

	(void)state;
	for (int i = 0; i < 12000 && !chores_running(c); i++)
		run(5);
	assert_true(chores_running(c));
	runs = counted(COUNTER_chore_runs);
	chores_stop(c);
	assert_true(chores_running(c));
	run_until(COUNTER_chore_runs, runs + 1);
	run(500);
	assert_false(chores_running(c));
	assert_int_equal(counted(COUNTER_chore_runs), runs + 1);
	chores_free(c);
}

/* Counts lines with a text in a file. */
static int count_lines(FILE *f, const char *text)
{
	char line[1024];
	int count = 0;

	rewind(f);
	while (fgets(line, sizeof(line), f))
		count += strstr(line, text) != NULL;
	return count;
}

static void logs_the_first_failure_and_the_recovery(void **state)
{
	static const struct chore table[] = { { "divide", &divide, 10, 0, NULL, NULL }, { 0 } };
	struct chores *c;
	FILE *log = tmpfile();
	int saved = dup(STDERR_FILENO);

	(void)state;
	assert_non_null(log);
	dup2(fileno(log), STDERR_FILENO);
	c = chores_new(base, db, table);
	run_until(COUNTER_chore_failures, 3);
	sql("update test_chores set n = 1");
	run_until(COUNTER_chore_runs, counted(COUNTER_chore_runs) + 3);
	dup2(saved, STDERR_FILENO);
	close(saved);
	assert_true(counted(COUNTER_chore_failures) >= 3);
	assert_true(counted(COUNTER_chore_runs) > counted(COUNTER_chore_failures));
	assert_int_equal(count_lines(log, "\"event\":\"chore_failed\""), 1);
	assert_int_equal(count_lines(log, "\"code\":\"22012\",\"reason\":\"division by zero\""), 1);
	assert_int_equal(count_lines(log, "\"event\":\"chore_recovered\",\"chore\":\"divide\""), 1);
	fclose(log);
	stop(c);
}

int main(int argc, char **argv)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	static const struct CMUnitTest tests[] = {
		TEST(runs_a_chore_again_and_again_but_never_twice_at_once),
		TEST(goes_on_at_once_while_there_is_more_to_do),
		TEST(keeps_chores_apart),
		TEST(stops_after_what_is_under_way),
		TEST(logs_the_first_failure_and_the_recovery),
	};

	(void)argc;
	cluster_require(argv);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
