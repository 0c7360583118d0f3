/* The admin listener over a real PostgreSQL, which is also frozen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <libpq-fe.h>

#include "server/migrate.h"
#include "server/version.h"
#include "tests/server/cluster.h"
#include "tests/server/daemon.h"
#include "tests/server/slow_service.h"

#define PIDS_MAX 16

static pid_t frozen[PIDS_MAX];
static int frozen_count;

/* Brings the database to the schema and to the province without which nothing is ready. */
static int migrate(void **state)
{
	struct migrate_plan plan = {
		.migrations = sql_migrations, .functions = sql_functions, .version = PAKN_VERSION
	};
	struct str error = { 0 };
	struct db_sync *s = db_sync_open(cluster_conninfo(), "test_admin", &error);
	bool good = s && migrate_run(s, &plan, &error) &&
		    db_sync_run(s,
			    span_of("insert into pakn.tenant (tenant_id, code, name) values "
				    "(24, 'test', 'Test') on conflict do nothing"),
			    &error);

	(void)state;
	if (!good)
		fprintf(stderr, "%s\n", error.data);
	db_sync_close(s);
	str_free(&error);
	return good ? 0 : -1;
}

static int set_up(void **state)
{
	static struct daemon d;
	char more[1024];

	daemon_prepare(&d);
	/* A chore that has begun is given up well before the drain is over. */
	snprintf(more, sizeof(more),
		"workers = 1\ndrain_ms = 60000\ndb_write_deadline_ms = 1000\n"
		"db_slow_deadline_ms = 1000\ndatabase = %s\n",
		cluster_conninfo());
	daemon_configure(&d, more);
	daemon_start(&d, NULL, NULL);
	*state = &d;
	return 0;
}

static void thaw(void)
{
	while (frozen_count)
		kill(frozen[--frozen_count], SIGCONT);
}

static int tear_down(void **state)
{
	thaw();
	daemon_clean(*state);
	return 0;
}

/* Tells the parent of a process. */
static pid_t parent(pid_t pid)
{
	char path[64];
	int found = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	f = fopen(path, "r");
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%*d (%*[^)]) %*c %d", &found), 1);
	fclose(f);
	return found;
}

/* Stops the processes that serve the courier, and the one that would start new ones. */
static void freeze(void)
{
	PGconn *conn = PQconnectdb(cluster_conninfo());
	PGresult *rows = PQexec(
		conn, "select pid from pg_stat_activity where application_name = 'pakn courier'");

	assert_int_equal(PQresultStatus(rows), PGRES_TUPLES_OK);
	assert_in_range(PQntuples(rows), 1, PIDS_MAX - 1);
	frozen[frozen_count++] = parent(PQbackendPID(conn));
	for (int i = 0; i < PQntuples(rows); i++)
		frozen[frozen_count++] = atoi(PQgetvalue(rows, i, 0));
	PQclear(rows);
	PQfinish(conn);
	for (int i = 0; i < frozen_count; i++)
		assert_int_equal(kill(frozen[i], SIGSTOP), 0);
}

/* Asks until the status is as expected. */
static void expect_status(const struct daemon *d, const char *path, int status)
{
	uint64_t end = clock_mono_ms() + DAEMON_MS;
	char body[512] = "";
	int got = 0;

	while (got != status && clock_mono_ms() < end) {
		usleep(10000);
		got = daemon_get(d->admin, path, body, sizeof(body));
	}
	if (got != status)
		fail_msg("%s: %d %s", path, got, body);
}

static void is_ready_once_the_database_answers(void **state)
{
	expect_status(*state, "/readyz", 200);
}

static void lives_on_while_the_database_stands_still(void **state)
{
	struct daemon *d = *state;
	uint64_t began;
	char body[512];

	expect_status(d, "/readyz", 200);
	freeze();
	for (int i = 0; i < 3; i++) {
		began = clock_mono_ms();
		assert_int_equal(daemon_get(d->admin, "/readyz", body, sizeof(body)), 503);
		assert_in_range(clock_mono_ms() - began, 0, 20000);
		assert_non_null(strstr(body, "\"reason\":\"database: no "));
		began = clock_mono_ms();
		assert_int_equal(daemon_get(d->admin, "/livez", body, sizeof(body)), 200);
		assert_in_range(clock_mono_ms() - began, 0, 20000);
	}
	thaw();
	expect_status(d, "/readyz", 200);
}

static void ends_although_the_database_stands_still(void **state)
{
	struct daemon *d = *state;
	int asking;

	expect_status(d, "/readyz", 200);
	freeze();
	asking = daemon_connect(d->admin);
	daemon_ask(asking, "/readyz");
	usleep(800000); /* so that it has been read, and chores have begun */
	kill(d->pid, SIGTERM);
	assert_int_equal(daemon_answer(asking, NULL, 0), 503);
	assert_int_equal(daemon_wait(d), 0);
	assert_int_equal(daemon_logged(d, "child_unfinished"), 0);
}

int main(int argc, char **argv)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	static const struct CMUnitTest tests[] = {
		TEST(is_ready_once_the_database_answers),
		TEST(lives_on_while_the_database_stands_still),
		TEST(ends_although_the_database_stands_still),
	};

	(void)argc;
	cluster_require(argv);
	return cmocka_run_group_tests(tests, migrate, NULL);
}
