#include "server/sheets.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/fatal.h"
#include "common/log.h"
#include "server/jail.h"
#include "server/sheet_order.h"

#define NICENESS 10
#define MEMORY   ((size_t)256 << 20)
#define FILES    32 /* of libxlsxwriter: one for each sheet, and one that it makes of them */

struct sheets {
	const struct process *process;
	struct event_base *base;
	struct event *orders, *ended; /* an order waits in the channel; some process has ended */
	int running, running_max;
};

enum { JOB_FILE = JAIL_FIRST_FD, JOB_LINES, JOB_FDS = 2 };

static void answer_send(int socket, const struct sheet_answer *a)
{
	if (send(socket, a, sizeof(*a), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		log_warning("answer_not_taken", "reason=%s", strerror(errno));
}

/* Writes one file.  Runs in the new process, and never returns. */
static _Noreturn void job_work(const struct config *c, const struct sheet_order *order)
{
	const struct sheet_format *format = sheet_format_find(order->format);
	const struct jail_limits walls = { .memory = MEMORY,
		.cpu_s = (unsigned)(config_int(c, "export_ms") / 1000),
		.file_max = (size_t)config_int(c, "export_file_max"),
		.files = FILES };
	struct sheet_answer a = { .outcome = SHEET_STARTED };

	jail_enter(&walls);
	if (write(JOB_LINES, &a, sizeof(a)) == sizeof(a)) {
		a = sheet_write(format, JOB_LINES, JOB_FILE, config_text(c, "spool_dir"),
			(uint64_t)config_int(c, "export_rows_max"));
		if (write(JOB_LINES, &a, sizeof(a)) != sizeof(a))
			_exit(EXIT_FAILURE);
	}
	_exit(a.outcome == SHEET_WRITTEN ? EXIT_SUCCESS : EXIT_FAILURE);
}

/* Leaves what this process has of the one that it was forked from. */
static void job_enter(int file, int lines)
{
	const int fds[JOB_FDS] = { file, lines };

	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	signal(SIGCHLD, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	prctl(PR_SET_NAME, "pakn sheet", 0, 0, 0);
	setpriority(PRIO_PROCESS, 0, NICENESS);
	jail_descriptors(fds, JOB_FDS);
}

/* Has one file written, or says why not. */
static void job_start(struct sheets *s, const struct sheet_order *order, int file, int lines)
{
	struct sheet_answer refusal = { .outcome = SHEET_BUSY };
	pid_t pid = -1;

	if (s->running < s->running_max) {
		refusal.outcome = SHEET_AWAY;
		pid = fork();
	}
	if (pid == 0) {
		job_enter(file, lines);
		job_work(s->process->config, order);
	}
	if (pid < 0)
		return answer_send(lines, &refusal);
	s->running++;
}

/* Takes all orders that have come. */
static void orders_come(evutil_socket_t fd, short what, void *arg)
{
	struct sheet_order order = { 0 };
	int file, lines;

	(void)what;
	while (sheet_order_take(fd, &order, &file, &lines)) {
		job_start(arg, &order, file, lines);
		close(file);
		close(lines);
	}
}

/* Takes note of all that have ended. */
static void jobs_ended(evutil_socket_t signal_number, short what, void *arg)
{
	struct sheets *s = arg;
	int status;

	(void)signal_number;
	(void)what;
	while (waitpid(-1, &status, WNOHANG) > 0) {
		bool good = WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS;

		s->running--;
		counters_add(good ? COUNTER_exports_written : COUNTER_exports_failed, 1);
		if (WIFSIGNALED(status))
			log_error("export_died", "signal=%d", WTERMSIG(status));
	}
}

/* Does nothing: who could send an order has ended before. */
static void sheets_drain(void *arg)
{
	(void)arg;
}

static bool sheets_drained(void *arg)
{
	const struct sheets *s = arg;

	return !s->running;
}

static void sheets_reload(void *arg)
{
	struct sheets *s = arg;

	s->running_max = (int)config_int(s->process->config, "exports_max");
}

static void sheets_beat(void *arg)
{
	const struct sheets *s = arg;

	counters_set(GAUGE_exports_running, s->running);
}

int sheets_run(const struct process *p)
{
	static const struct process_hooks hooks = { sheets_drain, sheets_drained, sheets_reload,
		sheets_beat };
	struct sheets s = { .process = p, .base = fatal_if_null(event_base_new()) };
	int exit_code;

	sockets_close(p->sockets, ~0u);
	close(p->sheets_channel[CHANNEL_WORKERS]);
	close(p->media_channel[CHANNEL_WORKERS]);
	close(p->media_channel[CHANNEL_TAKERS]);
	sheets_reload(&s);
	s.orders = fatal_if_null(event_new(
		s.base, p->sheets_channel[CHANNEL_TAKERS], EV_READ | EV_PERSIST, orders_come, &s));
	s.ended = fatal_if_null(evsignal_new(s.base, SIGCHLD, jobs_ended, &s));
	event_add(s.orders, NULL);
	event_add(s.ended, NULL);
	exit_code = process_run(p, s.base, &hooks, &s);
	event_free(s.orders);
	event_free(s.ended);
	event_base_free(s.base);
	return exit_code;
}
