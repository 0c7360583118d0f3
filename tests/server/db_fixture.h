/* What the tests of db.c share: statements, noted answers, a loop that ends. */
#ifndef PAKN_TESTS_DB_FIXTURE_H
#define PAKN_TESTS_DB_FIXTURE_H

#include <event2/event.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/clock.h"
#include "common/log.h"
#include "server/db.h"
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

static const struct query *const queries[] = { &echo, &fail, &pid, &doze, &die, &clash, &late_check,
	&count_rows, &settings_shown, NULL };

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
static inline void note(void *arg, struct db_result *res)
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
static inline void call(
	int index, enum db_lane lane, const struct query *q, const char *const *values)
{
	calling = true;
	db_call(db, lane, q, values, note, &answers[index]);
	calling = false;
	assert_int_equal(answers[index].times, 0);
}

static inline void give_up(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	*(bool *)arg = true;
	event_base_loopbreak(base);
}

/* Runs the loop until so many answers are there, or for ms. */
static inline void run(int until, int ms)
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
static inline void run_until_ready(enum db_lane lane, int count)
{
	uint64_t end = clock_mono_ms() + 60000;

	while (db_lane_ready(db, lane) < count && clock_mono_ms() < end)
		run(-1, 5);
	assert_int_equal(db_lane_ready(db, lane), count);
}

static inline struct db_settings settings_usual(void)
{
	return (struct db_settings){ .conninfo = cluster_conninfo(),
		.conns = { 2, 1, 1, 0 },
		.depth = { 8, 1, 1, 1 },
		.queue_max = { PLENTY, 4, 4, 4 },
		.deadline_ms = { 20000, 20000, 400, 20000 },
		.wait_max_ms = 20000,
		.connect_ms = 5000,
		.application_name = "pakn test_db" };
}

/* Begins with fresh connections. */
static inline void begin(const struct db_settings *s, const struct query *const *table)
{
	memset(answers, 0, sizeof(answers));
	answered = 0;
	base = event_base_new();
	db = db_new(base, s, table);
	assert_non_null(db);
}

static inline void end(void)
{
	db_free(db);
	event_base_free(base);
}

/* Runs SQL as superuser on a connection of its own. */
static inline void sql(const char *text)
{
	PGconn *pg = PQconnectdb(cluster_conninfo());
	PGresult *res;

	res = PQexec(pg, text);
	if (PQresultStatus(res) != PGRES_COMMAND_OK && PQresultStatus(res) != PGRES_TUPLES_OK)
		fail_msg("%s: %s", text, PQerrorMessage(pg));
	PQclear(res);
	PQfinish(pg);
}

static inline void expect(int index, enum db_outcome outcome, const char *text)
{
	assert_int_equal(answers[index].times, 1);
	assert_false(answers[index].inside);
	assert_int_equal(answers[index].outcome, outcome);
	assert_string_equal(answers[index].text, text);
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

static inline int prepare(void **state)
{
	(void)state;
	sql(setup_sql);
	return 0;
}

#endif
