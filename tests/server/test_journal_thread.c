/* The journal's thread: everything that is asked for is done once, whatever others do to the file.
 */
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/clock.h"
#include "server/journal_thread.h"
#include "tests/common/unit.h"

#define JOBS      500
#define PROCESSES 4

struct request {
	struct journal_job job;
	struct batch_row row;
	enum journal_outcome outcome;
	int times;
	char code[24];
};

static char folder[64], path[96];
static struct journal_state state;
static struct journal_settings settings = { path, 100000, 64L << 20, &state };
static struct event_base *base;
static struct journal_thread *thread;
static struct request requests[JOBS];
static int answered;
static bool asking;

static int begin(void **unused)
{
	(void)unused;
	strcpy(folder, "/tmp/pakn-journal-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/journal", folder);
	settings.path = path;
	state = (struct journal_state){ .on = true, .rows = -1 };
	memset(requests, 0, sizeof(requests));
	answered = 0;
	base = event_base_new();
	thread = journal_thread_new(base, &settings);
	return 0;
}

static int end(void **unused)
{
	char command[128];

	(void)unused;
	journal_thread_free(thread);
	event_base_free(base);
	snprintf(command, sizeof(command), "rm -r %s", folder);
	return system(command);
}

static void keep_run(struct journal_job *job, struct journal *j)
{
	struct request *r = list_item(job, struct request, job);
	struct journal_entry entry = { &r->row, 1, NULL, NULL };
	struct journal_found found;

	r->outcome = journal_keep(j, &entry, &found);
}

static void done(struct journal_job *job)
{
	struct request *r = list_item(job, struct request, job);

	assert_false(asking);
	r->times++;
	if (job->failed)
		r->outcome = JOURNAL_FAILED;
	answered++;
}

/* Asks for a report to be kept under a code. */
static void ask(int number, const char *prefix)
{
	struct request *r = &requests[number];

	snprintf(r->code, sizeof(r->code), "%s%d", prefix, number);
	r->row.tenant_id = 24;
	r->row.values[COLUMN_code] = r->row.values[COLUMN_key_digest] = r->code;
	r->row.values[COLUMN_report_id] = r->row.values[COLUMN_body_hash] = "x";
	r->job = (struct journal_job){ .writing = true, .run = keep_run, .done = done };
	list_init(&r->job.node);
	asking = true;
	journal_thread_do(thread, &r->job);
	asking = false;
}

/* Runs the loop until so many jobs are done. */
static void await(int n)
{
	uint64_t limit = clock_mono_ms() + 60000;

	while (answered < n && clock_mono_ms() < limit)
		event_base_loop(base, EVLOOP_ONCE);
	assert_int_equal(answered, n);
	assert_int_equal(journal_thread_pending(thread), 0);
}

static int64_t rows_in(void)
{
	struct str error = { 0 };
	struct journal *j = journal_open(&settings, true, &error);
	struct journal_figures figures = { 0 };

	assert_non_null(j);
	assert_true(journal_begin(j, false));
	assert_true(journal_count(j, &figures));
	assert_true(journal_commit(j));
	journal_close(j);
	return figures.waiting;
}

static void everything_is_done_once_and_never_from_inside(void **unused)
{
	(void)unused;
	assert_true(journal_thread_holds(thread)); /* nobody has looked yet */
	for (int i = 0; i < JOBS; i++)
		ask(i, "C");
	await(JOBS);
	for (int i = 0; i < JOBS; i++) {
		assert_int_equal(requests[i].times, 1);
		assert_int_equal(requests[i].outcome, JOURNAL_KEPT);
	}
	assert_int_equal(rows_in(), JOBS);
	assert_int_equal(atomic_load(&state.rows), JOBS);
}

static void fail_run(struct journal_job *job, struct journal *j)
{
	(void)job;
	journal_set_aside(j, 1, NULL);
	journal_begin(j, true); /* within a transaction, which SQLite refuses */
}

static void one_that_fails_costs_the_others_nothing(void **unused)
{
	(void)unused;
	for (int i = 0; i < 40; i++) {
		ask(i, "C");
		if (i == 20)
			requests[i].job.run = fail_run;
	}
	await(40);
	for (int i = 0; i < 40; i++)
		assert_int_equal(requests[i].outcome, i == 20 ? JOURNAL_FAILED : JOURNAL_KEPT);
	assert_int_equal(rows_in(), 39);
}

static void several_processes_write_one_file(void **unused)
{
	int status, good = 0;

	(void)unused;
	journal_thread_free(thread);
	event_base_free(base);
	for (int p = 0; p < PROCESSES; p++)
		if (!fork()) {
			char prefix[16];
			int kept = 0;

			snprintf(prefix, sizeof(prefix), "P%d-", p);
			base = event_base_new();
			thread = journal_thread_new(base, &settings);
			for (int i = 0; i < JOBS; i++)
				ask(i, prefix);
			await(JOBS);
			for (int i = 0; i < JOBS; i++)
				kept += requests[i].outcome == JOURNAL_KEPT;
			journal_thread_free(thread);
			_exit(kept == JOBS ? 0 : 1);
		}
	for (int p = 0; p < PROCESSES; p++) {
		wait(&status);
		good += WIFEXITED(status) && WEXITSTATUS(status) == 0;
	}
	assert_int_equal(good, PROCESSES);
	base = event_base_new();
	thread = journal_thread_new(base, &settings);
	assert_int_equal(rows_in(), PROCESSES * JOBS);
}

static void a_file_that_cannot_be_used_fails_and_works_again_later(void **unused)
{
	char aside[128];

	(void)unused;
	snprintf(aside, sizeof(aside), "%s-aside", folder);
	assert_int_equal(rename(folder, aside), 0);
	ask(0, "C");
	ask(1, "C");
	await(2);
	assert_int_equal(requests[0].outcome, JOURNAL_FAILED);
	assert_int_equal(requests[1].outcome, JOURNAL_FAILED);
	assert_int_equal(rename(aside, folder), 0);
	ask(2, "C");
	await(3);
	assert_int_equal(requests[2].outcome, JOURNAL_KEPT);
}

static void the_file_is_closed_when_nothing_is_to_be_done(void **unused)
{
	struct journal_settings alone = settings;
	struct str error = { 0 };
	uint64_t limit = clock_mono_ms() + 30000;
	char wal[128];

	(void)unused;
	ask(0, "C");
	await(1);
	snprintf(wal, sizeof(wal), "%s-wal", path);
	assert_int_equal(access(wal, F_OK), 0);
	while (access(wal, F_OK) == 0 && clock_mono_ms() < limit)
		usleep(50000);
	assert_int_equal(access(wal, F_OK), -1); /* who closes it last puts all into the file */
	journal_close(journal_open(&alone, true, &error));
	ask(1, "C");
	await(2);
	assert_int_equal(requests[1].outcome, JOURNAL_KEPT);
	str_free(&error);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(everything_is_done_once_and_never_from_inside),
		TEST(one_that_fails_costs_the_others_nothing),
		TEST(several_processes_write_one_file),
		TEST(a_file_that_cannot_be_used_fails_and_works_again_later),
		TEST(the_file_is_closed_when_nothing_is_to_be_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
