/* Counters: what processes count is summed, survives them, and is what Prometheus can read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "server/shared.h"
#include "server/version.h"

static const char reports_label[] = "/api/v1/reports", case_label[] = "/api/v1/cases/:id";

static int set_up(void **state)
{
	struct shared *shared = shared_new(2);

	snprintf(shared->slots[0].name, sizeof(shared->slots[0].name), "worker 1");
	snprintf(shared->slots[1].name, sizeof(shared->slots[1].name), "courier");
	*state = shared;
	return 0;
}

static int tear_down(void **state)
{
	counters_use(NULL, 0);
	shared_free(*state);
	return 0;
}

/* Checks that the output has all of these lines. */
static void expect_lines(const struct shared *shared, const char *const *lines)
{
	struct str out = { 0 };
	char line[256];

	counters_render(&out, shared);
	for (; *lines; lines++) {
		snprintf(line, sizeof(line), "\n%s\n", *lines);
		if (!strstr(out.data, line))
			fail_msg("missing: %s\nin:\n%s", *lines, out.data);
	}
	str_free(&out);
}

/* Runs a function in a process of its own that writes the slot. */
static void in_process(struct shared *shared, int slot, void (*work)(void))
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0) {
		counters_use(shared, slot);
		work();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void work_a(void)
{
	counters_add(COUNTER_reports_received, 3);
	counters_set(GAUGE_http_connections, 7);
	counters_set(GAUGE_event_loop_lag_seconds, 1500);
	counters_request(reports_label, HTTP_POST, 201, 499);
	counters_request(reports_label, HTTP_POST, 201, 500);
	counters_request(reports_label, HTTP_POST, 503, 501);
	counters_request(NULL, HTTP_GET, 404, 20000000);
	counters_request(NULL, 0, 400, 1);
}

static void work_b(void)
{
	counters_add(COUNTER_reports_received, 4);
	counters_request(case_label, HTTP_GET, 200, 1000);
	counters_request(reports_label, HTTP_POST, 0, 2000);
}

static void sums_what_the_processes_counted(void **state)
{
	static const char *const lines[] = {
		"pakn_reports_received_total 10",
		"pakn_http_connections{process=\"worker 1\"} 7",
		"pakn_event_loop_lag_seconds{process=\"worker 1\"} 0.0015",
		"pakn_http_requests_total{route=\"/api/v1/reports\",method=\"POST\",code=\"2xx\"} "
		"4",
		"pakn_http_requests_total{route=\"/api/v1/reports\",method=\"POST\",code=\"gone\"} "
		"1",
		"pakn_http_requests_total{route=\"none\",method=\"other\",code=\"4xx\"} 2",
		"pakn_http_request_duration_seconds_bucket{route=\"/api/v1/"
		"reports\",le=\"0.0005\"} 4",
		"pakn_http_request_duration_seconds_bucket{route=\"/api/v1/reports\",le=\"0.001\"} "
		"6",
		"pakn_http_request_duration_seconds_bucket{route=\"/api/v1/reports\",le=\"+Inf\"} "
		"7",
		"pakn_http_request_duration_seconds_count{route=\"/api/v1/reports\"} 7",
		"pakn_http_request_duration_seconds_sum{route=\"/api/v1/reports\"} 0.005000",
		"pakn_http_request_duration_seconds_bucket{route=\"none\",le=\"10\"} 2",
		"pakn_http_request_duration_seconds_bucket{route=\"none\",le=\"+Inf\"} 4",
		NULL,
	};

	in_process(*state, 0, work_a);
	in_process(*state, 1, work_b);
	in_process(*state, 0, work_a); /* a successor goes on where the dead one was */
	expect_lines(*state, lines);
}

static void shows_the_processes_and_the_build(void **state)
{
	static const char *const lines[] = {
		"pakn_build_info{version=\"" PAKN_VERSION "\"} 1",
		"pakn_process_up{process=\"worker 1\"} 1",
		"pakn_process_up{process=\"courier\"} 0",
		"pakn_process_start_time_seconds{process=\"worker 1\"} 1763770000.250",
		"pakn_process_restarts_total{process=\"worker 1\"} 2",
		NULL,
	};
	struct shared *shared = *state;

	atomic_store(&shared->slots[0].started_ms, 1763770000250u);
	atomic_store(&shared->slots[0].restarts, 2);
	expect_lines(shared, lines);
}

static void counts_labels_beyond_the_table_as_other(void **state)
{
	static char labels[ROUTES_COUNTED + 40][16];
	static const char *const lines[] = {
		"pakn_http_requests_total{route=\"/158\",method=\"GET\",code=\"2xx\"} 2",
		"pakn_http_requests_total{route=\"other\",method=\"GET\",code=\"2xx\"} 82",
		"pakn_http_requests_total{route=\"/\\\"\\\\\",method=\"GET\",code=\"2xx\"} 2",
		NULL,
	};

	counters_use(*state, 0);
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
			snprintf(labels[i], sizeof(labels[i]), i ? "/%zu" : "/\"\\", i);
			counters_request(labels[i], HTTP_GET, 200, 1);
		}
	expect_lines(*state, lines);
}

static void counts_nothing_before_a_slot_is_chosen(void **state)
{
	static const char *const lines[] = { "pakn_batches_total 0", NULL };

	counters_use(NULL, 0);
	counters_add(COUNTER_batches, 1);
	counters_set(GAUGE_db_calls_pending, 1);
	counters_request("/", HTTP_GET, 200, 1);
	expect_lines(*state, lines);
}

static void pleases_promtool(void **state)
{
	struct str out = { 0 };
	FILE *tool;

	if (system("command -v promtool >/dev/null") != 0) {
		print_message("promtool is not installed\n");
		skip();
	}
	in_process(*state, 0, work_a);
	counters_render(&out, *state);
	tool = popen("promtool check metrics 1>&2", "w");
	assert_non_null(tool);
	assert_int_equal(fwrite(out.data, 1, out.len, tool), out.len);
	assert_int_equal(pclose(tool), 0);
	str_free(&out);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	static const struct CMUnitTest tests[] = {
		TEST(sums_what_the_processes_counted),
		TEST(shows_the_processes_and_the_build),
		TEST(counts_labels_beyond_the_table_as_other),
		TEST(counts_nothing_before_a_slot_is_chosen),
		TEST(pleases_promtool),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
