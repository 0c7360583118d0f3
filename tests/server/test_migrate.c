/* migrate.c against a real PostgreSQL, with migrations of the test's own; db_sync.c on the way. */
#include "server/migrate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "server/version.h"
#include "tests/server/cluster.h"

#define FILE_OF(name, text)                                                                        \
	{                                                                                          \
		name, text, sizeof(text) - 1                                                       \
	}

static const char first[] =
	"-- oldest-binary: 0.1\ncreate schema app;\ncreate table app.a (n int);\n";
static const char second[] = "alter table app.a add column m text;\nset search_path = app;\n"
			     "insert into a values (1, 'x');\n";
static const char needs_newer[] = "-- oldest-binary: 7.2\ncreate table app.c (n int);\n";

static const struct sql_file one[] = { FILE_OF("0001_first", first), { 0 } };
static const struct sql_file two[] = { FILE_OF("0001_first", first), FILE_OF("0002_second", second),
	{ 0 } };
static const struct sql_file three[] = { FILE_OF("0001_first", first),
	FILE_OF("0002_second", second), FILE_OF("0003_newer", needs_newer), { 0 } };

/* In the order of the files, f_use comes before what it uses. */
static const struct sql_file functions[] = {
	FILE_OF("f_use", "create or replace function app.f_use() returns int language sql as "
			 "'select app.f_used()';"),
	FILE_OF("f_used", "create or replace function app.f_used() returns int language sql as "
			  "'select 42';"),
	{ 0 }
};
static const struct sql_file functions_changed[] = {
	FILE_OF("f_used", "create or replace function app.f_used() returns int language sql as "
			  "'select 43';"),
	{ 0 }
};
static const struct sql_file functions_wrong[] = {
	FILE_OF("f_used", "create or replace function app.f_used() returns int language sql as "
			  "'select 44';"),
	FILE_OF("f_wrong", "create or replace function app.f_wrong( returns int"), { 0 }
};

static char conninfo[500];
static struct str error, said;

/* Runs one statement as superuser on the database of the whole cluster. */
static void cluster_sql(const char *text)
{
	struct db_sync *db = db_sync_open(cluster_conninfo(), "test_migrate", &error);

	if (!db || !db_sync_run(db, span_of(text), &error))
		fail_msg("%s", error.data);
	db_sync_close(db);
}

/* Begins each test with an empty database. */
static int begin(void **state)
{
	char name[40], text[100];

	(void)state;
	snprintf(name, sizeof(name), "pakn_test_migrate_%d", (int)getpid());
	snprintf(text, sizeof(text), "drop database if exists %s with (force)", name);
	cluster_sql(text);
	snprintf(text, sizeof(text), "create database %s", name);
	cluster_sql(text);
	snprintf(conninfo, sizeof(conninfo), "%s dbname=%s", cluster_conninfo(), name);
	str_clear(&error);
	return 0;
}

static int end(void **state)
{
	char text[100];

	(void)state;
	snprintf(text, sizeof(text), "drop database pakn_test_migrate_%d with (force)",
		(int)getpid());
	cluster_sql(text);
	str_free(&error);
	str_free(&said);
	return 0;
}

/* Migrates; what it says is in `said`, and an error in `error`. */
static bool migrate_with(struct migrate_plan plan)
{
	struct db_sync *db;
	char *text = NULL;
	size_t len = 0;
	bool ok;

	str_clear(&error);
	str_clear(&said);
	db = db_sync_open(conninfo, "test_migrate", &error);
	assert_non_null(db);
	plan.progress = open_memstream(&text, &len);
	plan.version = plan.version ? plan.version : "0.1.0";
	ok = migrate_run(db, &plan, &error);
	fclose(plan.progress);
	str_add(&said, text);
	free(text);
	db_sync_close(db);
	return ok;
}

static bool migrate(const struct sql_file *migrations, const struct sql_file *functions_of)
{
	return migrate_with(
		(struct migrate_plan){ migrations, functions_of, NULL, false, false, NULL });
}

/* Asserts what a statement answers. */
static void expect(const char *text, const char *answer)
{
	struct db_sync *db = db_sync_open(conninfo, "test_migrate", &error);
	struct db_rows *rows = db_sync_ask(db, text, 0, NULL, &error);

	if (!rows)
		fail_msg("%s: %s", text, error.data);
	assert_int_equal(db_rows_count(rows), 1);
	assert_string_equal(db_rows_value(rows, 0, 0), answer);
	db_rows_free(rows);
	db_sync_close(db);
}

static void expect_words(const struct str *in, const char *words)
{
	if (!in->data || !strstr(in->data, words))
		fail_msg("\"%s\" is not in: %s", words, in->data ? in->data : "(nothing)");
}

#define APPLIED "select string_agg(name, ' ' order by number) from public.pakn_migration"

static void migrations_and_functions_are_applied_in_order(void **state)
{
	(void)state;
	assert_true(migrate(two, functions));
	expect(APPLIED, "0001_first 0002_second");
	expect("select oldest_binary from public.pakn_migration where number = 1", "0.1");
	expect("select app.f_use()", "42");
	expect("select n || m from app.a", "1x");
	expect_words(&said, "Applying 0001_first\nApplying 0002_second\n");
	expect_words(&said, "The schema is at migration 2.");
}

static void running_twice_changes_nothing(void **state)
{
	static const char stamps[] = "select string_agg(xmin::text, ' ') from (select xmin from "
				     "public.pakn_migration union all select xmin from "
				     "public.pakn_functions) t";
	struct db_sync *db;
	struct db_rows *before;

	(void)state;
	assert_true(migrate(two, functions));
	db = db_sync_open(conninfo, "test_migrate", &error);
	before = db_sync_ask(db, stamps, 0, NULL, &error);
	assert_true(migrate(two, functions));
	expect_words(&said, "The functions are up to date.");
	expect(stamps, db_rows_value(before, 0, 0));
	db_rows_free(before);
	db_sync_close(db);
}

static void only_what_is_new_is_applied(void **state)
{
	(void)state;
	assert_true(migrate(one, functions));
	assert_true(migrate(two, functions_changed));
	assert_null(strstr(said.data, "0001"));
	expect("select n || m from app.a", "1x");
	expect("select app.f_use()", "43");
}

static void functions_can_be_forced(void **state)
{
	(void)state;
	assert_true(migrate(one, functions));
	assert_true(migrate_with((struct migrate_plan){ one, functions, NULL, false, true, NULL }));
	expect_words(&said, "Applying 2 files of functions");
}

static void an_applied_migration_that_changed_is_refused(void **state)
{
	static const struct sql_file changed[] = { FILE_OF("0001_first", "select 1;"), { 0 } };

	(void)state;
	assert_true(migrate(one, functions));
	assert_false(migrate(changed, functions_changed));
	expect_words(&error, "0001_first was applied with another text");
	expect("select app.f_use()", "42");
}

static void a_schema_newer_than_the_binary_is_refused_naming_both(void **state)
{
	(void)state;
	assert_true(migrate(three, functions));
	assert_false(migrate(two, functions_changed));
	expect_words(&error, "has the migration 0003_newer, but this is pakn 0.1.0");
	expect_words(&error, "Use pakn 7.2 or newer.");
	expect("select app.f_use()", "42");
}

static void a_gap_in_the_numbers_is_refused(void **state)
{
	static const struct sql_file gap[] = { FILE_OF("0001_first", first),
		FILE_OF("0003_third", "select 1"), { 0 } };

	(void)state;
	assert_false(migrate(gap, functions));
	expect_words(&error, "0003_third is in the place of number 2");
	expect("select count(*) from pg_class where relname = 'pakn_migration'", "0");
}

static void a_failing_migration_leaves_nothing_and_those_before_it_stay(void **state)
{
	static const struct sql_file failing[] = { FILE_OF("0001_first", first),
		FILE_OF("0002_wrong", "create table app.b (n int);\n-- ư\nselec 1;\n"), { 0 } };

	(void)state;
	assert_false(migrate(failing, functions));
	expect_words(&error, "sql/migrations/0002_wrong.sql: line 3: syntax error");
	expect_words(&error, "SQLSTATE 42601");
	expect_words(&error, "Nothing of this step was kept.");
	expect(APPLIED, "0001_first");
	expect("select to_regclass('app.b') is null", "t");
	assert_true(migrate(two, functions));
	expect(APPLIED, "0001_first 0002_second");
}

static void a_migration_that_ends_its_transaction_is_refused(void **state)
{
	static const struct sql_file ending[] = { FILE_OF("0001_ending", "select 1; commit;"),
		{ 0 } };

	(void)state;
	assert_false(migrate(ending, functions));
	expect_words(&error, "a file must not begin or end transactions");
	expect("select count(*) from public.pakn_migration", "0");
}

static void failing_functions_leave_the_old_ones(void **state)
{
	(void)state;
	assert_true(migrate(one, functions));
	assert_false(migrate(one, functions_wrong));
	expect_words(&error, "sql/functions/f_wrong.sql: line 1:");
	expect("select app.f_use()", "42");
	assert_true(migrate(one, functions_changed));
	expect("select app.f_use()", "43");
}

static void a_dry_run_says_what_would_happen_and_changes_nothing(void **state)
{
	static const char tables[] = "select count(*) from pg_class where relname like 'pakn%'";

	(void)state;
	assert_true(migrate_with((struct migrate_plan){ two, functions, NULL, true, false, NULL }));
	expect_words(&said, "Would apply 0001_first\nWould apply 0002_second\n");
	expect_words(&said, "Would apply 2 files of functions\n");
	expect(tables, "0");
	assert_true(migrate(one, functions));
	assert_true(migrate_with((struct migrate_plan){ two, functions, NULL, true, false, NULL }));
	assert_null(strstr(said.data, "0001_first"));
	expect(APPLIED, "0001_first");
}

static void two_at_once_wait_for_each_other(void **state)
{
	static const struct sql_file slow[] = { FILE_OF("0001_first", first),
		FILE_OF("0002_slow", "select pg_sleep(0.5); create table app.b (n int);"), { 0 } };
	int status;
	pid_t child;

	(void)state;
	child = fork();
	if (child == 0)
		_exit(migrate(slow, functions) ? 0 : 1);
	assert_true(migrate(slow, functions));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	expect(APPLIED, "0001_first 0002_slow");
	expect("select count(*) from public.pakn_functions", "1");
}

static void a_migration_behind_a_lock_gives_up_instead_of_blocking_everybody(void **state)
{
	static const struct sql_file impatient[] = { FILE_OF("0001_first", first),
		FILE_OF("0002_lock",
			"set local lock_timeout = '100ms'; alter table app.a add z int;"),
		{ 0 } };
	struct db_sync *holder;

	(void)state;
	assert_true(migrate(one, functions));
	holder = db_sync_open(conninfo, "holder", &error);
	assert_true(db_sync_run(holder, span_of("begin; lock table app.a in share mode"), &error));
	assert_false(migrate(impatient, functions));
	expect_words(&error, "try again when it has ended");
	db_sync_close(holder);
	assert_true(migrate(impatient, functions));
}

static void everybody_may_read_what_readiness_compares(void **state)
{
	(void)state;
	assert_true(migrate(three, functions));
	expect("select has_table_privilege('public', 'public.pakn_migration', 'select')", "t");
	expect("select array_to_string(max(string_to_array(oldest_binary, '.')::int[]), '.') "
	       "from public.pakn_migration",
		"7.2");
	expect(q_schema_head.text, "3");
}

static void versions_compare_by_number(void **state)
{
	static const struct {
		const char *a, *b;
		int order;
	} cases[] = {
		{ "0.1", "0.1.0", 0 },
		{ "0.9", "0.10", -1 },
		{ "1.0", "0.99.9", 1 },
		{ "0.1.1", "0.1", 1 },
		{ "2", "10", -1 },
		{ "", "", 0 },
		{ "0.1.0", "0.1.1", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(migrate_version_compare(cases[i].a, cases[i].b), cases[i].order);
}

static void a_binary_fits_a_schema_that_lacks_nothing_and_asks_for_nothing_newer(void **state)
{
	char head[12], behind[12], ahead[12];

	(void)state;
	snprintf(head, sizeof(head), "%d", migrate_head());
	snprintf(behind, sizeof(behind), "%d", migrate_head() - 1);
	snprintf(ahead, sizeof(ahead), "%d", migrate_head() + 1);
	assert_true(migrate_fits(head, NULL));
	assert_true(migrate_fits(head, PAKN_VERSION));
	assert_true(migrate_fits(ahead, "0.0.1"));
	assert_false(migrate_fits(behind, NULL));
	assert_false(migrate_fits(ahead, "999.0"));
}

static void a_refused_connection_says_what_to_do(void **state)
{
	static const struct {
		const char *more, *words;
	} cases[] = {
		{ "user=nobody_of_that_name", "Create the role" },
		{ "dbname=no_such_database", "Create the database" },
		{ "host=/nowhere/at/all", "Is PostgreSQL running" },
		{ "wrong=1", "invalid connection option" },
	};
	char text[600];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		str_clear(&error);
		snprintf(text, sizeof(text), "%s %s", cluster_conninfo(), cases[i].more);
		assert_null(db_sync_open(text, "test", &error));
		expect_words(&error, cases[i].words);
	}
}

static void parameters_and_null_go_through(void **state)
{
	static const char *const values[] = { "Hà Nội", NULL };
	struct db_sync *db = db_sync_open(conninfo, "test", &error);
	struct db_rows *rows =
		db_sync_ask(db, "select $1::text, $2::text is null, null", 2, values, &error);

	(void)state;
	assert_string_equal(db_rows_value(rows, 0, 0), "Hà Nội");
	assert_string_equal(db_rows_value(rows, 0, 1), "t");
	assert_null(db_rows_value(rows, 0, 2));
	db_rows_free(rows);
	assert_null(db_sync_ask(db, "select 1/0", 0, NULL, &error));
	assert_string_equal(db_sync_sqlstate(db), "22012");
	db_sync_close(db);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)
		CASE(migrations_and_functions_are_applied_in_order),
		CASE(running_twice_changes_nothing),
		CASE(only_what_is_new_is_applied),
		CASE(functions_can_be_forced),
		CASE(an_applied_migration_that_changed_is_refused),
		CASE(a_schema_newer_than_the_binary_is_refused_naming_both),
		CASE(a_gap_in_the_numbers_is_refused),
		CASE(a_failing_migration_leaves_nothing_and_those_before_it_stay),
		CASE(a_migration_that_ends_its_transaction_is_refused),
		CASE(failing_functions_leave_the_old_ones),
		CASE(a_dry_run_says_what_would_happen_and_changes_nothing),
		CASE(two_at_once_wait_for_each_other),
		CASE(a_migration_behind_a_lock_gives_up_instead_of_blocking_everybody),
		CASE(everybody_may_read_what_readiness_compares),
		CASE(parameters_and_null_go_through),
		CASE(a_refused_connection_says_what_to_do),
		cmocka_unit_test(versions_compare_by_number),
		cmocka_unit_test(
			a_binary_fits_a_schema_that_lacks_nothing_and_asks_for_nothing_newer),
	};

	(void)argc;
	cluster_require(argv);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
