/* db.c against a real PostgreSQL that is killed, frozen, late or of another mind. */
#include "server/db.h"

#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "tests/server/db_fixture.h"

static const struct query wrong = { "wrong", "select nothing from no_such_table", 0, NULL };
static const struct query *const wrong_queries[] = { &echo, &wrong, NULL };

static void a_terminated_call_is_sent_once_more_and_succeeds(void **state)
{
	static const char *const once[] = { "1" };
	struct db_settings s = settings_usual();

	(void)state;
	sql("alter sequence test_db_deaths restart");
	begin(&s, queries);
	run_until_ready(DB_FAST, 2);
	call(0, DB_FAST, &die, once);
	run(1, 60000);
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
	run(1, 60000);
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
	run(2, 60000);
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
	run(1, 60000);
	expect(0, DB_TIMEOUT, "");
	/* Sent twice, with 400 ms each. */
	assert_in_range(clock_mono_ms() - start, 790, 20000);
	call(1, DB_SLOW, &echo, fine);
	run(2, 60000);
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
	s.deadline_ms[DB_SLOW] = 1500; /* in which the others are answered, too */
	begin(&s, queries);
	run_until_ready(DB_SLOW, 1);
	call(0, DB_SLOW, &doze, long_time);
	call(1, DB_SLOW, &echo, fine);
	call(2, DB_SLOW, &echo, fine);
	run(3, 60000);
	expect(0, DB_TIMEOUT, "");
	expect(1, DB_OK, "fine");
	expect(2, DB_OK, "fine");
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
	run(2, 60000);
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
	run(1, 60000);
	expect(0, DB_LOST, "");
	assert_in_range(clock_mono_ms() - start, 290, 15000);
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
	run(1, 60000);
	expect(0, DB_OK, "fine");
	end();
	detached_remove(link_path);
}

/* Listens on a port of this machine, and never says a word. */
static int listen_silently(int *port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&address, len), 0);
	assert_int_equal(listen(fd, 16), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
	*port = ntohs(address.sin_port);
	return fd;
}

static void a_host_that_accepts_and_never_answers_is_left_after_its_time(void **state)
{
	static const char *const fine[] = { "fine" };
	PGconn *pg = PQconnectdb(cluster_conninfo());
	struct db_settings s = settings_usual();
	uint64_t start = clock_mono_ms();
	char both[500];
	int port, fd = listen_silently(&port);

	(void)state;
	snprintf(both, sizeof(both), "host=127.0.0.1,%s port=%d,%s dbname=%s user=%s", PQhost(pg),
		port, PQport(pg), PQdb(pg), PQuser(pg));
	PQfinish(pg);
	s.conninfo = both;
	s.connect_ms = 300;
	begin(&s, queries);
	call(0, DB_FAST, &echo, fine);
	call(1, DB_WRITE, &echo, fine);
	run(2, 60000);
	expect(0, DB_OK, "fine");
	expect(1, DB_OK, "fine");
	assert_in_range(clock_mono_ms() - start, 290, 60000);
	end();
	close(fd);
}

static void a_frozen_server_process_is_given_up_and_another_asked(void **state)
{
	static const char *const fine[] = { "fine" };
	struct db_settings s = settings_usual();
	pid_t frozen;

	(void)state;
	s.conns[DB_FAST] = 1;
	s.deadline_ms[DB_FAST] = 1500;
	begin(&s, queries);
	call(0, DB_FAST, &pid, NULL);
	run(1, 60000);
	frozen = (pid_t)atoi(answers[0].text);
	assert_true(frozen > 1);
	if (kill(frozen, SIGSTOP))
		skip();
	call(1, DB_FAST, &echo, fine);
	run(2, 60000);
	kill(frozen, SIGCONT);
	expect(1, DB_OK, "fine");
	end();
}

static void a_thousand_calls_are_answered_once_each_while_sessions_are_killed(void **state)
{
	struct db_settings s = settings_usual();
	static char texts[1000][16];
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
	run(1000, 60000);
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

static void a_statement_that_cannot_be_prepared_makes_no_connection_usable(void **state)
{
	static const char *const fine[] = { "fine" };
	struct db_settings s = settings_usual();

	(void)state;
	s.wait_max_ms = 300;
	begin(&s, wrong_queries);
	call(0, DB_FAST, &echo, fine);
	run(1, 60000);
	expect(0, DB_LOST, "");
	assert_int_equal(db_lane_ready(db, DB_FAST), 0);
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
	run(1, 60000);
	expect(0, DB_OK, "old");
	sql("drop table test_db_shape; create table test_db_shape (a int, b text);"
	    "insert into test_db_shape values (42, 'new')");
	call(1, DB_WRITE, &star, NULL);
	run(2, 60000);
	expect(1, DB_OK, "42");
	end();
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_terminated_call_is_sent_once_more_and_succeeds),
		cmocka_unit_test(a_call_whose_connections_die_twice_is_lost),
		cmocka_unit_test(a_deadlock_is_tried_once_more_on_a_living_connection),
		cmocka_unit_test(
			a_statement_beyond_the_deadline_times_out_and_the_connection_is_replaced),
		cmocka_unit_test(a_late_statement_does_not_take_those_behind_it_along),
		cmocka_unit_test(calls_wait_for_a_server_that_comes_up_late),
		cmocka_unit_test(calls_are_lost_when_no_server_comes_up_in_time),
		cmocka_unit_test(the_second_host_is_used_when_the_first_is_down),
		cmocka_unit_test(a_host_that_accepts_and_never_answers_is_left_after_its_time),
		cmocka_unit_test(a_frozen_server_process_is_given_up_and_another_asked),
		cmocka_unit_test(a_thousand_calls_are_answered_once_each_while_sessions_are_killed),
		cmocka_unit_test(a_statement_that_cannot_be_prepared_makes_no_connection_usable),
		cmocka_unit_test(a_result_type_changed_by_a_migration_is_prepared_anew),
	};

	(void)argc;
	cluster_require(argv);
	log_setup(getenv("TEST_LOG") ? LOG_LEVEL_DEBUG : LOG_LEVEL_ERROR, "test_db_faults");
	return cmocka_run_group_tests(tests, prepare, NULL);
}
