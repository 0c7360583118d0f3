/* db.c against a real PostgreSQL that is also killed, frozen, and started late. */
#include "server/db.h"

#include <event2/event.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "common/clock.h"
#include "common/log.h"
#include "tests/server/cluster.h"

#define PLENTY 1100

static const struct query echo = { "echo", "select $1::text", 1, NULL };
static const struct query fail = { "fail", "select 1 / $1::int", 1, NULL };
static const struct query pid = { "pid", "select pg_backend_pid()", 0, NULL };
static const struct query doze = { "doze", "select pg_sleep($1::float8)", 1, NULL };
static const struct query die = { "die", "select test_db_die($1::int)", 1, NULL };
static const struct query clash = { "clash", "select test_db_clash($1::int)", 1, NULL };
static const struct query late_check = { "late_check",
	"insert into test_db_deferred values ($1::int) returning n", 1, NULL };
static const struct query count_rows = { "count_rows",
	"select count(*) from test_db_deferred where n = $1::int", 1, NULL };
static const struct query settings_shown = { "settings_shown",
	"select concat_ws(' ', current_setting('statement_timeout'), current_setting('timezone'), "
	"current_setting('jit'), current_setting('client_encoding'), "
	"current_setting('application_name'))",
	0, NULL };
static const struct query wrong = { "wrong", "select nothing from no_such_table", 0, NULL };

static const struct query *const queries[] = { &echo, &fail, &pid, &doze, &die, &clash, &late_check,
	&count_rows, &settings_shown, NULL };
static const struct query *const wrong_queries[] = { &echo, &wrong, NULL };

/* What became of a call. */
struct answer {
	int times, order;
	enum db_outcome outcome;
	char sqlstate[6], text[400];
	bool inside; /* the callback came while db_call() was running */
};

static struct event_base *base;
static struct db *db;
static struct answer answers[PLENTY];
static int answered, wanted;
static bool calling;

/* Notes an answer; ends the loop when all that were wanted are there. */
static void note(void *arg, struct db_result *res)
{
	struct answer *a = arg;

	a->times++;
	a->order = answered++;
	a->outcome = res->outcome;
	a->inside = calling;
	memcpy(a->sqlstate, res->sqlstate, sizeof(a->sqlstate));
	if (res->outcome == DB_OK && PQntuples(res->rows))
		snprintf(a->text, sizeof(a->text), "%s", PQgetvalue(res->rows, 0, 0));
	if (res->outcome == DB_ERROR)
		snprintf(
			a->text, sizeof(a->text), "%s|%s|%s", res->message, res->detail, res->hint);
	if (answered == wanted)
		event_base_loopbreak(base);
}

/* Starts a call whose answer is noted at an index. */
static void call(int index, enum db_lane lane, const struct query *q, const char *const *values)
{
	calling = true;
	db_call(db, lane, q, values, note, &answers[index]);
	calling = false;
	assert_int_equal(answers[index].times, 0);
}

static void give_up(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	*(bool *)arg = true;
	event_base_loopbreak(base);
}

/* Runs the loop until so many answers are there, or for ms. */
static void run(int until, int ms)
{
	struct timeval limit = { ms / 1000, ms % 1000 * 1000 };
	bool over = false;
	struct event *timer = evtimer_new(base, give_up, &over);

	wanted = until;
	event_add(timer, &limit);
	while (!over && (until < 0 || answered < until))
		event_base_loop(base, EVLOOP_ONCE);
	event_free(timer);
	wanted = 0;
}

/* Runs the loop until so many connections of a lane can be used. */
static void run_until_ready(enum db_lane lane, int count)
{
	uint64_t end = clock_mono_ms() + 10000;

	while (db_lane_ready(db, lane) < count && clock_mono_ms() < end)
		run(-1, 5);
	assert_int_equal(db_lane_ready(db, lane), count);
}

static struct db_settings settings_usual(void)
{
	return (struct db_settings){ .conninfo = cluster_conninfo(),
		.conns = { 2, 1, 1, 0 },
		.depth = { 8, 1, 1, 1 },
		.queue_max = { PLENTY, 4, 4, 4 },
		.deadline_ms = { 3000, 3000, 400, 3000 },
		.wait_max_ms = 2000,
		.connect_ms = 1000,
		.application_name = "pakn test_db" };
}

/* Begins with fresh connections. */
static void begin(const struct db_settings *s, const struct query *const *table)
{
	memset(answers, 0, sizeof(answers));
	answered = 0;
	base = event_base_new();
	db = db_new(base, s, table);
	assert_non_null(db);
}

static void end(void)
{
	db_free(db);
	event_base_free(base);
}

/* Runs SQL as superuser on a connection of its own. */
static void sql(const char *text)
{
	PGconn *pg = PQconnectdb(cluster_conninfo());
	PGresult *res;

	res = PQexec(pg, text);
	if (PQresultStatus(res) != PGRES_COMMAND_OK && PQresultStatus(res) != PGRES_TUPLES_OK)
		fail_msg("%s: %s", text, PQerrorMessage(pg));
	PQclear(res);
	PQfinish(pg);
}

static void expect(int index, enum db_outcome outcome, const char *text)
{
	assert_int_equal(answers[index].times, 1);
	assert_false(answers[index].inside);
	assert_int_equal(answers[index].outcome, outcome);
	assert_string_equal(answers[index].text, text);
}

static void results_come_in_the_order_of_the_calls(void **state)
{
	struct db_settings s = settings_usual();
	char texts[20][8];
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
	run(20, 5000);
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
	run(1, 5000);
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
	run(3, 5000);
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
	run(4, 5000);
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
	run(1, 5000);
	expect(0, DB_OK, "11");
	res = PQexec(other, "select count(*) from test_db_deferred where n = 11");
	assert_string_equal(PQgetvalue(res, 0, 0), "1");
	PQclear(res);
	PQfinish(other);
	end();
}

static void a_terminated_call_is_sent_once_more_and_succeeds(void **state)
{
	static const char *const once[] = { "1" };
	struct db_settings s = settings_usual();

	(void)state;
	sql("alter sequence test_db_deaths restart");
	begin(&s, queries);
	run_until_ready(DB_FAST, 2);
	call(0, DB_FAST, &die, once);
	run(1, 5000);
	expect(0, DB_OK, "t");
	run_until_ready(DB_FAST, 2);
	end();
}

static void a_call_whose_connections_die_twice_is_lost(void **state)
{
	static const char *const always[] = { "1000000" };
	struct db_settings s = settings_usual();

	(void)state;
	begin(&s, queries);
	run_until_ready(DB_FAST, 2);
	call(0, DB_FAST, &die, always);
	run(1, 5000);
	expect(0, DB_LOST, "");
	run_until_ready(DB_FAST, 2);
	end();
}

static void a_deadlock_is_tried_once_more_on_a_living_connection(void **state)
{
	static const char *const once[] = { "1" }, *const always[] = { "1000000" };
	struct db_settings s = settings_usual();

	(void)state;
	sql("alter sequence test_db_clashes restart");
	begin(&s, queries);
	run_until_ready(DB_WRITE, 1);
	call(0, DB_WRITE, &clash, once);
	call(1, DB_WRITE, &clash, always);
	run(2, 5000);
	expect(0, DB_OK, "2");
	expect(1, DB_ERROR, "deadlock||");
	assert_string_equal(answers[1].sqlstate, "40P01");
	assert_int_equal(db_lane_ready(db, DB_WRITE), 1);
	end();
}

static void a_statement_beyond_the_deadline_times_out_and_the_connection_is_replaced(void **state)
{
	static const char *const long_time[] = { "30" }, *const fine[] = { "fine" };
	struct db_settings s = settings_usual();
	uint64_t start;

	(void)state;
	s.conns[DB_SLOW] = 2;
	begin(&s, queries);
	run_until_ready(DB_SLOW, 2);
	start = clock_mono_ms();
	call(0, DB_SLOW, &doze, long_time);
	run(1, 5000);
	expect(0, DB_TIMEOUT, "");
	/* Sent twice, with 400 ms each. */
	assert_in_range(clock_mono_ms() - start, 790, 1500);
	call(1, DB_SLOW, &echo, fine);
	run(2, 5000);
	expect(1, DB_OK, "fine");
	run_until_ready(DB_SLOW, 2);
	end();
}

static void a_late_statement_does_not_take_those_behind_it_along(void **state)
{
	static const char *const long_time[] = { "30" }, *const fine[] = { "fine" };
	struct db_settings s = settings_usual();

	(void)state;
	s.depth[DB_SLOW] = 4;
	begin(&s, queries);
	run_until_ready(DB_SLOW, 1);
	call(0, DB_SLOW, &doze, long_time);
	call(1, DB_SLOW, &echo, fine);
	call(2, DB_SLOW, &echo, fine);
	run(3, 5000);
	expect(0, DB_TIMEOUT, "");
	expect(1, DB_OK, "fine");
	expect(2, DB_OK, "fine");
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
	run(8, 5000);
	for (int i = 1; i <= 4; i++)
		expect(i, DB_OK, "fine");
	expect(5, DB_SHED, "");
	expect(6, DB_SHED, "");
	expect(7, DB_SHED, "");
	for (int i = 5; i <= 7; i++)
		assert_in_range(answers[i].order, 0, 2);
	end();
}

/* Returns a conninfo whose socket is in a folder of its own, where nothing is yet. */
static bool detached(char *conninfo, size_t size, char *link_path, char *target)
{
	char folder[] = "/tmp/pakn-test-db-XXXXXX";
	PGconn *pg = PQconnectdb(cluster_conninfo());
	bool local = PQhost(pg) && PQhost(pg)[0] == '/';

	if (local) {
		assert_non_null(mkdtemp(folder));
		snprintf(conninfo, size, "host=%s port=%s dbname=%s user=%s", folder, PQport(pg),
			PQdb(pg), PQuser(pg));
		snprintf(link_path, size, "%s/.s.PGSQL.%s", folder, PQport(pg));
		snprintf(target, size, "%s/.s.PGSQL.%s", PQhost(pg), PQport(pg));
	}
	PQfinish(pg);
	return local;
}

/* Removes what detached() and the test have made. */
static void detached_remove(char *link_path)
{
	unlink(link_path);
	*strrchr(link_path, '/') = '\0';
	rmdir(link_path);
}

static void calls_wait_for_a_server_that_comes_up_late(void **state)
{
	static const char *const fine[] = { "fine" };
	char conninfo[400], link_path[400], target[400];
	struct db_settings s = settings_usual();

	(void)state;
	if (!detached(conninfo, sizeof(conninfo), link_path, target))
		skip();
	s.conninfo = conninfo;
	begin(&s, queries);
	call(0, DB_FAST, &echo, fine);
	call(1, DB_WRITE, &echo, fine);
	run(1, 600);
	assert_int_equal(answered, 0);
	assert_int_equal(db_lane_ready(db, DB_FAST), 0);
	assert_int_equal(symlink(target, link_path), 0);
	run(2, 1400);
	expect(0, DB_OK, "fine");
	expect(1, DB_OK, "fine");
	end();
	detached_remove(link_path);
}

static void calls_are_lost_when_no_server_comes_up_in_time(void **state)
{
	static const char *const fine[] = { "fine" };
	char conninfo[400], link_path[400], target[400];
	struct db_settings s = settings_usual();
	uint64_t start = clock_mono_ms();

	(void)state;
	if (!detached(conninfo, sizeof(conninfo), link_path, target))
		skip();
	s.conninfo = conninfo;
	s.wait_max_ms = 300;
	begin(&s, queries);
	call(0, DB_FAST, &echo, fine);
	run(1, 5000);
	expect(0, DB_LOST, "");
	assert_in_range(clock_mono_ms() - start, 290, 1000);
	end();
	detached_remove(link_path);
}

static void the_second_host_is_used_when_the_first_is_down(void **state)
{
	static const char *const fine[] = { "fine" };
	char conninfo[400], link_path[400], target[400], both[1000];
	struct db_settings s = settings_usual();

	(void)state;
	if (!detached(conninfo, sizeof(conninfo), link_path, target))
		skip();
	PGconn *pg = PQconnectdb(cluster_conninfo());
	snprintf(both, sizeof(both), "host=%.*s,%s port=%s dbname=%s user=%s",
		(int)strcspn(conninfo + 5, " "), conninfo + 5, PQhost(pg), PQport(pg), PQdb(pg),
		PQuser(pg));
	PQfinish(pg);
	s.conninfo = both;
	begin(&s, queries);
	call(0, DB_FAST, &echo, fine);
	run(1, 1000);
	expect(0, DB_OK, "fine");
	end();
	detached_remove(link_path);
}

static void a_frozen_server_process_is_given_up_and_another_asked(void **state)
{
	static const char *const fine[] = { "fine" };
	struct db_settings s = settings_usual();
	pid_t frozen;

	(void)state;
	s.conns[DB_FAST] = 1;
	s.deadline_ms[DB_FAST] = 300;
	begin(&s, queries);
	call(0, DB_FAST, &pid, NULL);
	run(1, 5000);
	frozen = (pid_t)atoi(answers[0].text);
	assert_true(frozen > 1);
	if (kill(frozen, SIGSTOP))
		skip();
	call(1, DB_FAST, &echo, fine);
	run(2, 5000);
	kill(frozen, SIGCONT);
	expect(1, DB_OK, "fine");
	end();
}

static void a_thousand_calls_over_two_connections_are_answered_once_each(void **state)
{
	struct db_settings s = settings_usual();
	static char texts[1000][8];
	static const char *values[1000][1];

	(void)state;
	begin(&s, queries);
	for (int i = 0; i < 1000; i++) {
		snprintf(texts[i], sizeof(texts[i]), "%d", i);
		values[i][0] = texts[i];
		call(i, DB_FAST, &echo, values[i]);
	}
	run(1000, 10000);
	for (int i = 0; i < 1000; i++)
		expect(i, DB_OK, texts[i]);
	run(-1, 50);
	assert_int_equal(answered, 1000);
	end();
}

static void a_thousand_calls_are_answered_once_each_while_sessions_are_killed(void **state)
{
	struct db_settings s = settings_usual();
	static char texts[1000][8];
	static const char *values[1000][1];
	int ok = 0;

	(void)state;
	begin(&s, queries);
	run_until_ready(DB_FAST, 2);
	for (int i = 0; i < 1000; i++) {
		snprintf(texts[i], sizeof(texts[i]), "%d", i);
		values[i][0] = texts[i];
		call(i, DB_FAST, &echo, values[i]);
	}
	for (int i = 0; i < 5; i++) {
		run(answered + 50, 1000);
		sql("select pg_terminate_backend(pid) from pg_stat_activity "
		    "where application_name = 'pakn test_db'");
	}
	run(1000, 10000);
	run(-1, 50);
	assert_int_equal(answered, 1000);
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(answers[i].times, 1);
		ok += answers[i].outcome == DB_OK;
		if (answers[i].outcome == DB_OK)
			assert_string_equal(answers[i].text, texts[i]);
		else
			assert_int_equal(answers[i].outcome, DB_LOST);
	}
	assert_in_range(ok, 900, 1000);
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
	begin(&s, queries);
	run_until_ready(DB_FAST, 2);
	for (int i = 0; i < 6; i++)
		call(i, DB_FAST, &echo, values);
	run(6, 20000);
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
	run(1, 5000);
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
	run(3, 5000);
	run(-1, 20);
	assert_int_equal(answered, 3);
	assert_int_equal(idle_times, 4);
	end();
}

static void a_statement_that_cannot_be_prepared_makes_no_connection_usable(void **state)
{
	static const char *const fine[] = { "fine" };
	struct db_settings s = settings_usual();

	(void)state;
	s.wait_max_ms = 300;
	begin(&s, wrong_queries);
	call(0, DB_FAST, &echo, fine);
	run(1, 3000);
	expect(0, DB_LOST, "");
	assert_int_equal(db_lane_ready(db, DB_FAST), 0);
	end();
}

static void sessions_carry_their_guards(void **state)
{
	struct db_settings s = settings_usual();

	(void)state;
	begin(&s, queries);
	call(0, DB_FAST, &settings_shown, NULL);
	call(1, DB_SLOW, &settings_shown, NULL);
	run(2, 5000);
	expect(0, DB_OK, "3400ms Asia/Ho_Chi_Minh off UTF8 pakn test_db");
	expect(1, DB_OK, "540ms Asia/Ho_Chi_Minh off UTF8 pakn test_db");
	end();
}

static void a_result_type_changed_by_a_migration_is_prepared_anew(void **state)
{
	static const struct query star = { "star", "select * from test_db_shape", 0, NULL };
	static const struct query *const table[] = { &star, NULL };
	struct db_settings s = settings_usual();

	(void)state;
	sql("drop table if exists test_db_shape; create table test_db_shape (a text);"
	    "insert into test_db_shape values ('old')");
	begin(&s, table);
	call(0, DB_WRITE, &star, NULL);
	run(1, 5000);
	expect(0, DB_OK, "old");
	sql("drop table test_db_shape; create table test_db_shape (a int, b text);"
	    "insert into test_db_shape values (42, 'new')");
	call(1, DB_WRITE, &star, NULL);
	run(2, 5000);
	expect(1, DB_OK, "42");
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
	run(1, 5000);
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

static const char setup_sql[] =
	"create sequence if not exists test_db_deaths; create sequence if not exists "
	"test_db_clashes;"
	"drop table if exists test_db_deferred cascade;"
	"create table test_db_deferred (n int);"
	"create or replace function test_db_die(times int) returns bool language plpgsql as $$ "
	"begin"
	"  if nextval('test_db_deaths') <= times then"
	"   perform pg_terminate_backend(pg_backend_pid()), pg_sleep(1); end if; return true;"
	" end $$;"
	"create or replace function test_db_clash(times int) returns bigint language plpgsql as $$"
	" declare n bigint := nextval('test_db_clashes'); begin"
	"  if n <= times then raise exception 'deadlock' using errcode = '40P01'; end if; return n;"
	" end $$;"
	"create or replace function test_db_refuse() returns trigger language plpgsql as $$ begin"
	"  if new.n < 0 then raise exception 'negative at commit' using errcode = 'PK422',"
	"   detail = 'the detail', hint = 'the hint'; end if; return null; end $$;"
	"create constraint trigger refuse after insert on test_db_deferred deferrable"
	" initially deferred for each row execute function test_db_refuse()";

static int prepare(void **state)
{
	(void)state;
	sql(setup_sql);
	return 0;
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
		cmocka_unit_test(a_terminated_call_is_sent_once_more_and_succeeds),
		cmocka_unit_test(a_call_whose_connections_die_twice_is_lost),
		cmocka_unit_test(a_deadlock_is_tried_once_more_on_a_living_connection),
		cmocka_unit_test(
			a_statement_beyond_the_deadline_times_out_and_the_connection_is_replaced),
		cmocka_unit_test(a_late_statement_does_not_take_those_behind_it_along),
		cmocka_unit_test(a_full_queue_sheds_later_and_not_inside_the_call),
		cmocka_unit_test(calls_wait_for_a_server_that_comes_up_late),
		cmocka_unit_test(calls_are_lost_when_no_server_comes_up_in_time),
		cmocka_unit_test(the_second_host_is_used_when_the_first_is_down),
		cmocka_unit_test(a_frozen_server_process_is_given_up_and_another_asked),
		cmocka_unit_test(a_thousand_calls_over_two_connections_are_answered_once_each),
		cmocka_unit_test(a_thousand_calls_are_answered_once_each_while_sessions_are_killed),
		cmocka_unit_test(values_greater_than_a_socket_takes_at_once_arrive_whole),
		cmocka_unit_test(rows_that_were_taken_outlive_the_connections),
		cmocka_unit_test(idle_is_told_on_connect_and_after_each_answer),
		cmocka_unit_test(a_statement_that_cannot_be_prepared_makes_no_connection_usable),
		cmocka_unit_test(sessions_carry_their_guards),
		cmocka_unit_test(a_result_type_changed_by_a_migration_is_prepared_anew),
		cmocka_unit_test(freeing_gives_up_calls_under_way_and_queued),
		cmocka_unit_test(freeing_inside_a_callback_is_allowed),
		cmocka_unit_test(a_setting_that_is_no_conninfo_is_refused),
	};

	(void)argc;
	cluster_require(argv);
	log_setup(getenv("PAKN_TEST_LOG") ? LOG_LEVEL_DEBUG : LOG_LEVEL_ERROR, "test_db");
	return cmocka_run_group_tests(tests, prepare, NULL);
}
