/* db.c against a real PostgreSQL that is well. */
#include "server/db.h"

#include "tests/server/db_fixture.h"

static void results_come_in_the_order_of_the_calls(void **state)
{
	struct db_settings s = settings_usual();
	char texts[20][16];
	const char *values[20][1];

	(void)state;
	s.conns[DB_FAST] = 1;
	begin(&s, queries);
	for (int i = 0; i < 20; i++) {
		snprintf(texts[i], sizeof(texts[i]), "n%d", i);
		values[i][0] = texts[i];
		call(i, DB_FAST, &echo, values[i]);
	}
	assert_int_equal(db_pending(db), 20);
	run(20, 60000);
	for (int i = 0; i < 20; i++) {
		expect(i, DB_OK, texts[i]);
		assert_int_equal(answers[i].order, i);
	}
	assert_int_equal(db_pending(db), 0);
	end();
}

static void a_null_parameter_is_sql_null(void **state)
{
	static const char *const values[] = { NULL };
	struct db_settings s = settings_usual();

	(void)state;
	begin(&s, queries);
	call(0, DB_FAST, &echo, values);
	run(1, 60000);
	expect(0, DB_OK, "");
	end();
}

static void a_failing_statement_does_not_hurt_its_neighbours(void **state)
{
	static const char *const zero[] = { "0" }, *const fine[] = { "fine" };
	struct db_settings s = settings_usual();

	(void)state;
	s.conns[DB_FAST] = 1;
	begin(&s, queries);
	run_until_ready(DB_FAST, 1);
	call(0, DB_FAST, &echo, fine);
	call(1, DB_FAST, &fail, zero);
	call(2, DB_FAST, &echo, fine);
	run(3, 60000);
	expect(0, DB_OK, "fine");
	expect(1, DB_ERROR, "division by zero||");
	assert_string_equal(answers[1].sqlstate, "22012");
	expect(2, DB_OK, "fine");
	assert_int_equal(db_lane_ready(db, DB_FAST), 1);
	end();
}

static void an_error_at_commit_is_the_answer_of_its_call_and_nothing_is_stored(void **state)
{
	static const char *const values[] = { "7" }, *const negative[] = { "-7" };
	struct db_settings s = settings_usual();

	(void)state;
	s.conns[DB_FAST] = 1;
	begin(&s, queries);
	call(0, DB_FAST, &late_check, negative);
	call(1, DB_FAST, &late_check, values);
	call(2, DB_FAST, &count_rows, negative);
	call(3, DB_FAST, &count_rows, values);
	run(4, 60000);
	expect(0, DB_ERROR, "negative at commit|the detail|the hint");
	assert_string_equal(answers[0].sqlstate, "PK422");
	expect(1, DB_OK, "7");
	expect(2, DB_OK, "0");
	expect(3, DB_OK, "1");
	assert_int_equal(db_lane_ready(db, DB_FAST), 1);
	end();
}

static void rows_of_an_answered_call_are_committed(void **state)
{
	static const char *const values[] = { "11" };
	PGconn *other = PQconnectdb(cluster_conninfo());
	struct db_settings s = settings_usual();
	PGresult *res;

	(void)state;
	begin(&s, queries);
	call(0, DB_WRITE, &late_check, values);
	run(1, 60000);
	expect(0, DB_OK, "11");
	res = PQexec(other, "select count(*) from test_db_deferred where n = 11");
	assert_string_equal(PQgetvalue(res, 0, 0), "1");
	PQclear(res);
	PQfinish(other);
	end();
}

static void a_full_queue_sheds_later_and_not_inside_the_call(void **state)
{
	static const char *const a_while[] = { "0.1" }, *const fine[] = { "fine" };
	struct db_settings s = settings_usual();

	(void)state;
	begin(&s, queries);
	run_until_ready(DB_WRITE, 1);
	call(0, DB_WRITE, &doze, a_while);
	for (int i = 1; i <= 6; i++)
		call(i, DB_WRITE, &echo, fine);
	call(7, DB_COURIER, &echo, fine); /* this process has no such lane */
	run(8, 60000);
	for (int i = 1; i <= 4; i++)
		expect(i, DB_OK, "fine");
	expect(5, DB_SHED, "");
	expect(6, DB_SHED, "");
	expect(7, DB_SHED, "");
	for (int i = 5; i <= 7; i++)
		assert_in_range(answers[i].order, 0, 2);
	end();
}

static void a_thousand_calls_over_two_connections_are_answered_once_each(void **state)
{
	struct db_settings s = settings_usual();
	static char texts[1000][16];
	static const char *values[1000][1];

	(void)state;
	begin(&s, queries);
	for (int i = 0; i < 1000; i++) {
		snprintf(texts[i], sizeof(texts[i]), "%d", i);
		values[i][0] = texts[i];
		call(i, DB_FAST, &echo, values[i]);
	}
	run(1000, 60000);
	for (int i = 0; i < 1000; i++)
		expect(i, DB_OK, texts[i]);
	run(-1, 50);
	assert_int_equal(answered, 1000);
	end();
}

/* Makes a text of so many bytes. */
static char *text_large(size_t size)
{
	char *text = malloc(size + 1);

	assert_non_null(text);
	memset(text, 'x', size);
	text[size] = '\0';
	return text;
}

static void values_greater_than_a_socket_takes_at_once_arrive_whole(void **state)
{
	size_t size = (size_t)8 << 20;
	char *large = text_large(size);
	const char *values[1] = { large };
	struct db_settings s = settings_usual();

	(void)state;
	/* As much as a busy machine, in a sanitizer, needs for them. */
	s.deadline_ms[DB_FAST] = 40000;
	begin(&s, queries);
	run_until_ready(DB_FAST, 2);
	for (int i = 0; i < 6; i++)
		call(i, DB_FAST, &echo, values);
	run(6, 60000);
	for (int i = 0; i < 6; i++) {
		assert_int_equal(answers[i].outcome, DB_OK);
		assert_int_equal(strspn(answers[i].text, "x"), sizeof(answers[i].text) - 1);
	}
	end();
	free(large);
}

static PGresult *taken;

static void take(void *arg, struct db_result *res)
{
	taken = db_result_take(res);
	assert_null(res->rows);
	note(arg, &(struct db_result){ .outcome = DB_SHED });
}

static void rows_that_were_taken_outlive_the_connections(void **state)
{
	static const char *const fine[] = { "fine" };
	struct db_settings s = settings_usual();

	(void)state;
	begin(&s, queries);
	db_call(db, DB_FAST, &echo, fine, take, &answers[0]);
	run(1, 60000);
	end();
	assert_string_equal(PQgetvalue(taken, 0, 0), "fine");
	PQclear(taken);
}

static int idle_times;

/* Sends one call each time a connection becomes idle, three times. */
static void idle(void *arg)
{
	static const char *const fine[] = { "fine" };

	(void)arg;
	assert_true(db_lane_idle(db, DB_WRITE));
	if (idle_times++ < 3)
		call(idle_times - 1, DB_WRITE, &echo, fine);
}

static void idle_is_told_on_connect_and_after_each_answer(void **state)
{
	struct db_settings s = settings_usual();

	(void)state;
	idle_times = 0;
	begin(&s, queries);
	assert_false(db_lane_idle(db, DB_WRITE));
	db_on_idle(db, DB_WRITE, idle, NULL);
	run(3, 60000);
	run(-1, 20);
	assert_int_equal(answered, 3);
	assert_int_equal(idle_times, 4);
	end();
}

static void sessions_carry_their_guards(void **state)
{
	struct db_settings s = settings_usual();

	(void)state;
	begin(&s, queries);
	call(0, DB_FAST, &settings_shown, NULL);
	call(1, DB_SLOW, &settings_shown, NULL);
	run(2, 60000);
	expect(0, DB_OK, "22100ms Asia/Ho_Chi_Minh off UTF8 pakn test_db");
	expect(1, DB_OK, "540ms Asia/Ho_Chi_Minh off UTF8 pakn test_db");
	end();
}

static void freeing_gives_up_calls_under_way_and_queued(void **state)
{
	static const char *const long_time[] = { "30" };
	struct db_settings s = settings_usual();

	(void)state;
	begin(&s, queries);
	run_until_ready(DB_WRITE, 1);
	call(0, DB_WRITE, &doze, long_time);
	call(1, DB_WRITE, &doze, long_time);
	end();
	expect(0, DB_LOST, "");
	expect(1, DB_LOST, "");
}

static void free_inside(void *arg, struct db_result *res)
{
	note(arg, res);
	db_free(db);
}

static void freeing_inside_a_callback_is_allowed(void **state)
{
	static const char *const fine[] = { "fine" };
	struct db_settings s = settings_usual();

	(void)state;
	begin(&s, queries);
	db_call(db, DB_FAST, &echo, fine, free_inside, &answers[0]);
	run(1, 60000);
	expect(0, DB_OK, "fine");
	event_base_free(base);
}

static void a_setting_that_is_no_conninfo_is_refused(void **state)
{
	static const char *const wrongs[] = { "host=a,b hostaddr=127.0.0.1", "port=1,2 host=a",
		"hots=a", "host='a" };
	struct db_settings s = settings_usual();

	(void)state;
	base = event_base_new();
	for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++) {
		s.conninfo = wrongs[i];
		assert_null(db_new(base, &s, queries));
	}
	event_base_free(base);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(results_come_in_the_order_of_the_calls),
		cmocka_unit_test(a_null_parameter_is_sql_null),
		cmocka_unit_test(a_failing_statement_does_not_hurt_its_neighbours),
		cmocka_unit_test(
			an_error_at_commit_is_the_answer_of_its_call_and_nothing_is_stored),
		cmocka_unit_test(rows_of_an_answered_call_are_committed),
		cmocka_unit_test(a_full_queue_sheds_later_and_not_inside_the_call),
		cmocka_unit_test(a_thousand_calls_over_two_connections_are_answered_once_each),
		cmocka_unit_test(values_greater_than_a_socket_takes_at_once_arrive_whole),
		cmocka_unit_test(rows_that_were_taken_outlive_the_connections),
		cmocka_unit_test(idle_is_told_on_connect_and_after_each_answer),
		cmocka_unit_test(sessions_carry_their_guards),
		cmocka_unit_test(freeing_gives_up_calls_under_way_and_queued),
		cmocka_unit_test(freeing_inside_a_callback_is_allowed),
		cmocka_unit_test(a_setting_that_is_no_conninfo_is_refused),
	};

	(void)argc;
	cluster_require(argv);
	log_setup(getenv("TEST_LOG") ? LOG_LEVEL_DEBUG : LOG_LEVEL_ERROR, "test_db");
	return cmocka_run_group_tests(tests, prepare, NULL);
}
