/* The batched writer against a real PostgreSQL, with a report_submit() of the test's own that notes
 * the size of each batch and does as some descriptions say: one is refused, one sleeps, one sleeps
 * longer than others wait, one kills who takes it. */
#include <event2/event.h>
#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "queries.h"
#include "server/batch.h"
#include "server/db_sync.h"
#include "tests/common/unit.h"
#include "tests/server/cluster.h"

#define ROWS 600
#define LIMITS(rows, queue, ms)                                                                    \
	(struct batch_limits)                                                                      \
	{                                                                                          \
		.rows_max = rows, .queue_max = queue, .deadline_ms = ms                            \
	}

static const char schema[] =
	"drop schema if exists pakn cascade; create schema pakn; drop table if exists batch_seen; "
	"create table batch_seen (tenant int, size int);"
	"create function pakn.report_submit(a bytea[], p_tenant int, b uuid[], c uuid[], d text[], "
	"e bytea[], f bytea[], g bytea[], h text[], i text[], j text[], p_descriptions text[], "
	"k float8[], l float8[], m text[], n text[], o timestamptz[], p bytea[], q bytea[], "
	"r bytea[], s bytea[], t bytea[], u bytea[], v boolean[], w text[], x boolean[], "
	"y boolean[], z text[], aa text[], ab timestamptz[], ac boolean[], ad text[], ae text[]) "
	"returns table (ordinal int, status int, problem text, body text) language plpgsql as $$ "
	"begin "
	"if 'poison' = any (p_descriptions) then raise 'poisoned'; end if; "
	"if 'sleep' = any (p_descriptions) then perform pg_sleep(1); end if; "
	"if 'long sleep' = any (p_descriptions) then perform pg_sleep(3); end if; "
	"if 'kill' = any (p_descriptions) then "
	"perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(1); end if; "
	"insert into batch_seen values (p_tenant, array_length(p_descriptions, 1)); "
	"return query select y.place::int, 201, null::text, y.description from "
	"unnest(p_descriptions) "
	"with ordinality as y (description, place) order by y.place desc; end $$";

static const struct query *const queries[] = { &q_report_submit, NULL };

static struct event_base *base;
static struct db *db;
static struct batch *batch;
static struct batch_row rows[ROWS];
static char told[ROWS][40];
static int answered, times[ROWS], order[ROWS];
static bool adding;

static void ask(const char *text, char out[32])
{
	struct str error = { 0 };
	struct db_sync *s = db_sync_open(cluster_conninfo(), "test", &error);
	struct db_rows *found;

	assert_non_null(s);
	found = db_sync_ask(s, text, 0, NULL, &error);
	assert_non_null(found);
	snprintf(out, 32, "%s", db_rows_value(found, 0, 0));
	db_rows_free(found);
	db_sync_close(s);
}

static int make_schema(void **state)
{
	struct str error = { 0 };
	struct db_sync *s = db_sync_open(cluster_conninfo(), "test", &error);
	bool good = s && db_sync_run(s, span_of(schema), &error);

	(void)state;
	if (!good)
		fprintf(stderr, "%s\n", error.data);
	db_sync_close(s);
	str_free(&error);
	return good ? 0 : -1;
}

/* Connects, by so many connections, with a queue for so many rows and a deadline for each. */
static void begin_with(const char *conninfo, int conns, struct batch_limits limits)
{
	struct db_settings settings = { .conninfo = conninfo,
		.conns = { [DB_WRITE] = conns },
		.depth = { [DB_WRITE] = 4 },
		.queue_max = { [DB_WRITE] = 100 },
		.deadline_ms = { [DB_WRITE] = 30000 },
		.wait_max_ms = 2000,
		.connect_ms = 1000,
		.application_name = "pakn test_batch" };

	base = event_base_new();
	db = db_new(base, &settings, queries);
	batch = batch_new(base, db, &limits);
	memset(times, 0, sizeof(times));
	answered = 0;
}

/* The same, and waits until all are connected: what is timed is not the connecting. */
static void begin_connected(int conns, struct batch_limits limits)
{
	begin_with(cluster_conninfo(), conns, limits);
	while (!db_lane_idle(db, DB_WRITE) || db_lane_ready(db, DB_WRITE) < conns)
		event_base_loop(base, EVLOOP_ONCE);
}

static void begin(size_t rows_max, size_t queue_max)
{
	begin_with(cluster_conninfo(), 1, LIMITS(rows_max, queue_max, 20000));
}

static void end(void)
{
	db_free(db);
	batch_free(batch);
	event_base_free(base);
}

static void note(void *arg, const struct batch_answer *a)
{
	long place = (struct batch_row *)arg - rows;

	assert_false(adding);
	times[place]++;
	order[place] = answered++;
	snprintf(told[place], sizeof(told[place]), "%s",
		a->outcome == DB_OK        ? a->body
		: a->outcome == DB_SHED    ? "shed"
		: a->outcome == DB_TIMEOUT ? "unknown"
		: a->outcome == DB_ERROR   ? a->failure->message
					   : "lost");
}

static void add(int place, int tenant_id, const char *description)
{
	static char uuid[ROWS][40];

	memset(&rows[place], 0, sizeof(rows[place]));
	rows[place].tenant_id = tenant_id;
	rows[place].done = note;
	rows[place].arg = &rows[place];
	snprintf(uuid[place], sizeof(uuid[place]), "00000000-0000-7000-8000-%012d", place);
	rows[place].values[COLUMN_report_id] = uuid[place];
	rows[place].values[COLUMN_event_id] = uuid[place];
	rows[place].values[COLUMN_description] = description;
	adding = true;
	batch_add(batch, &rows[place]);
	adding = false;
}

/* Runs the loop until so many rows are answered, each once. */
static void await(int n)
{
	uint64_t limit = clock_mono_ms() + 60000;

	while (answered < n && clock_mono_ms() < limit)
		event_base_loop(base, EVLOOP_ONCE);
	assert_int_equal(answered, n);
	for (int i = 0; i < n; i++)
		assert_int_equal(times[i], 1);
	assert_int_equal(batch_pending(batch), 0);
}

static void rows_that_wait_together_go_as_one_statement(void **state)
{
	char found[32];

	(void)state;
	begin(256, 4000);
	for (int i = 0; i < ROWS; i++)
		add(i, 24, i % 2 ? "odd \"quoted\" \\ {a,b}" : "even, đường");
	await(ROWS);
	for (int i = 0; i < ROWS; i++)
		assert_string_equal(told[i], i % 2 ? "odd \"quoted\" \\ {a,b}" : "even, đường");
	ask("select string_agg(size::text, ' ' order by size desc) from batch_seen", found);
	assert_string_equal(found, "256 256 88");
	end();
}

/* Rows that go together, rows that wait behind them, rows that come once the first are answered. */
static void who_was_answered_in_a_large_statement_is_waited_for_a_moment(void **state)
{
	static const struct {
		int together, behind, after;
		const char *sizes;
	} cases[] = { { 8, 4, 8, "8 12" }, { 2, 2, 3, "2 2 3" }, { 8, 1, 0, "8 1" },
		{ 8, 0, 1, "8 1" } };
	char found[32];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int sent = cases[i].together + cases[i].behind;

		make_schema(NULL);
		begin(256, 4000);
		for (int k = 0; k < cases[i].together; k++)
			add(k, 24, "together");
		while (!db_pending(db))
			event_base_loop(base, EVLOOP_ONCE);
		for (int k = cases[i].together; k < sent; k++)
			add(k, 24, "behind");
		while (answered < cases[i].together)
			event_base_loop(base, EVLOOP_ONCE);
		for (int k = sent; k < sent + cases[i].after; k++)
			add(k, 24, "after");
		await(sent + cases[i].after);
		ask("select string_agg(size::text, ' ' order by ctid) from batch_seen", found);
		assert_string_equal(found, cases[i].sizes);
		end();
	}
}

static void a_statement_never_holds_two_provinces(void **state)
{
	char found[32];

	(void)state;
	begin(256, 4000);
	for (int i = 0; i < 30; i++)
		add(i, i % 3, "of its own");
	await(30);
	ask("select string_agg(tenant || ':' || size, ' ' order by tenant) from batch_seen", found);
	assert_string_equal(found, "0:10 1:10 2:10");
	end();
}

static void a_poisoned_row_alone_gets_the_error(void **state)
{
	(void)state;
	begin(256, 4000);
	for (int i = 0; i < 100; i++)
		add(i, 24, i == 37 || i == 38 ? "poison" : "sound");
	await(100);
	for (int i = 0; i < 100; i++)
		assert_string_equal(told[i], i == 37 || i == 38 ? "poisoned" : "sound");
	end();
}

static void a_full_queue_turns_away_and_goes_on(void **state)
{
	int shed = 0;

	(void)state;
	begin(16, 50);
	for (int i = 0; i < 80; i++)
		add(i, 24, "one of many");
	await(80);
	for (int i = 0; i < 80; i++)
		shed += !strcmp(told[i], "shed");
	assert_int_equal(shed, 30);
	add(80, 24, "after the flood");
	await(81);
	assert_string_equal(told[80], "after the flood");
	end();
}

static void a_row_that_kills_its_connection_is_found(void **state)
{
	(void)state;
	begin(256, 4000);
	for (int i = 0; i < 4; i++)
		add(i, 24, i == 2 ? "kill" : "sound");
	await(4);
	for (int i = 0; i < 4; i++)
		assert_string_equal(told[i], i == 2 ? "unknown" : "sound");
	end();
}

static void rows_without_a_database_are_given_up_in_time(void **state)
{
	(void)state;
	begin_with("host=/nonexistent", 1, LIMITS(16, 50, 300));
	add(0, 24, "nobody there");
	await(1);
	assert_string_equal(told[0], "lost");
	assert_in_range(batch_retry_s(batch), 2, 3);
	end();
}

/* Two rows go together, the others wait behind them. */
static void rows_under_way_and_behind_are_answered_at_their_deadline(void **state)
{
	char found[32];

	(void)state;
	begin_connected(1, LIMITS(2, 50, 2000));
	add(0, 24, "long sleep");
	add(1, 24, "beside it");
	for (int i = 2; i < 5; i++)
		add(i, 24, "behind it");
	await(5);
	for (int i = 0; i < 5; i++)
		assert_string_equal(told[i], i < 2 ? "unknown" : "lost");
	add(5, 24, "after it");
	await(6);
	assert_string_equal(told[5], "after it");
	ask("select string_agg(size::text, ' ' order by size) from batch_seen", found);
	assert_string_equal(found, "1 2");
	end();
}

static void nobody_is_let_in_behind_a_row_that_has_waited_long(void **state)
{
	(void)state;
	begin_with("host=/nonexistent", 1, LIMITS(16, 50, 1900));
	add(0, 24, "first");
	for (uint64_t end_ms = clock_mono_ms() + 1150; clock_mono_ms() < end_ms;)
		event_base_loop(base, EVLOOP_NONBLOCK);
	add(1, 24, "much later");
	await(2);
	assert_string_equal(told[0], "lost");
	assert_string_equal(told[1], "shed");
	assert_int_equal(order[1], 0);
	end();
}

static void a_row_waits_for_no_statement_that_is_stuck(void **state)
{
	(void)state;
	begin_connected(2, LIMITS(256, 4000, 20000));
	add(0, 24, "long sleep");
	add(1, 24, "beside it");
	event_base_loop(base, EVLOOP_ONCE);
	add(2, 24, "by the other connection");
	await(3);
	assert_int_equal(order[2], 0);
	end();
}

/* The first row is the one that tries, after it has been told. */
static void while_the_database_is_away_rows_are_told_so_at_once(void **state)
{
	struct batch_limits limits = LIMITS(1, 50, 20000);

	(void)state;
	limits.away_ms = 500;
	begin_connected(2, limits);
	add(0, 24, "long sleep");
	await(1);
	assert_string_equal(told[0], "unknown");
	assert_true(batch_away(batch));
	add(1, 24, "not sent beside it");
	await(2);
	assert_string_equal(told[1], "lost");
	assert_true(batch_away(batch));
	assert_in_range(batch_retry_s(batch), 2, 6);
	while (batch_away(batch))
		event_base_loop(base, EVLOOP_ONCE);
	add(2, 24, "it is back");
	await(3);
	assert_string_equal(told[2], "it is back");
	end();
}

/* Adds the row again, as its first answer asks for. */
static void once_more(void *arg, const struct batch_answer *a)
{
	(void)a;
	rows[0].done = note;
	rows[0].values[COLUMN_description] = "long sleep";
	batch_add(batch, arg);
}

static void a_row_that_is_added_again_keeps_its_deadline(void **state)
{
	uint64_t due_ms;

	(void)state;
	begin_connected(1, LIMITS(256, 4000, 2000));
	add(0, 24, "first");
	rows[0].done = once_more;
	due_ms = rows[0].due_ms;
	await(1);
	assert_string_equal(told[0], "unknown");
	assert_int_equal(rows[0].due_ms, due_ms);
	end();
}

static void who_is_turned_away_may_come_when_the_queue_is_written(void **state)
{
	uint64_t began = clock_mono_ms(), took;

	(void)state;
	begin(2, 50);
	add(0, 24, "sleep");
	add(1, 24, "sleep");
	await(2);
	took = clock_mono_ms() - began;
	assert_int_equal(batch_retry_s(batch), 1);
	/* Two rows took a second: twenty take ten, and the spread is half of that. */
	for (int i = 2; i < 22; i++)
		add(i, 24, "quick");
	assert_in_range(batch_retry_s(batch), 5, 15 * took / 1000 + 2);
	await(22);
	assert_int_equal(batch_retry_s(batch), 1);
	end();
}

int main(int argc, char **argv)
{
#define TEST(f) cmocka_unit_test_setup(f, make_schema)
	static const struct CMUnitTest tests[] = {
		TEST(rows_that_wait_together_go_as_one_statement),
		TEST(who_was_answered_in_a_large_statement_is_waited_for_a_moment),
		TEST(a_statement_never_holds_two_provinces),
		TEST(a_poisoned_row_alone_gets_the_error),
		TEST(a_full_queue_turns_away_and_goes_on),
		TEST(a_row_that_kills_its_connection_is_found),
		TEST(rows_without_a_database_are_given_up_in_time),
		TEST(rows_under_way_and_behind_are_answered_at_their_deadline),
		TEST(nobody_is_let_in_behind_a_row_that_has_waited_long),
		TEST(a_row_waits_for_no_statement_that_is_stuck),
		TEST(while_the_database_is_away_rows_are_told_so_at_once),
		TEST(a_row_that_is_added_again_keeps_its_deadline),
		TEST(who_is_turned_away_may_come_when_the_queue_is_written),
	};

	(void)argc;
	cluster_require(argv);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
