#include "server/process.h"

#include <event2/event.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fatal.h"
#include "common/log.h"

#define BEAT_MS  1000
#define DRAIN_MS 20 /* between two looks at whether everything is done */

struct loop {
	const struct process *process;
	const struct process_hooks *hooks;
	void *arg;
	struct event_base *base;
	struct event *events[4]; /* SIGTERM, SIGHUP, beat, drain */
	uint64_t beat_due_us;
	bool draining;
};

void process_log(const struct config *c, const char *name)
{
	static const char *const levels[] = { "debug", "info", "warning", "error" };
	const char *level = config_text(c, "log_level");
	int found = LOG_LEVEL_INFO;

	for (int i = 0; i < 4; i++)
		if (!strcmp(levels[i], level))
			found = i;
	log_setup((enum log_level)found, name);
}

/* Gives signals their meaning in a child.  An interrupt at the terminal goes to the whole group;
 * the master alone decides what comes of it.  The others wait until signals_take(). */
static void signals_enter(void)
{
	signal(SIGINT, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
}

static void signals_take(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

void process_enter(const struct process *p)
{
	char title[16];

	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (getppid() != p->master)
		_exit(EXIT_FAILURE); /* it died before the line above */
	snprintf(title, sizeof(title), "pakn %s", p->name);
	prctl(PR_SET_NAME, title, 0, 0, 0);
	signals_enter();
	process_log(p->config, p->name);
	counters_use(p->shared, p->slot);
}

/* Reads the resident memory of this process. */
static int64_t resident_bytes(void)
{
	unsigned long long total, resident = 0;
	FILE *f = fopen("/proc/self/statm", "re");

	if (f && fscanf(f, "%llu %llu", &total, &resident) != 2)
		resident = 0;
	if (f)
		fclose(f);
	return (int64_t)resident * sysconf(_SC_PAGESIZE);
}

static int64_t cpu_us(void)
{
	struct rusage used;

	getrusage(RUSAGE_SELF, &used);
	return (int64_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000 +
	       used.ru_utime.tv_usec + used.ru_stime.tv_usec;
}

/* Shows the master that the loop turns, and how late it was. */
static void beat(evutil_socket_t fd, short what, void *arg)
{
	struct loop *l = arg;
	uint64_t now = clock_mono_us();

	(void)fd;
	(void)what;
	atomic_fetch_add_explicit(
		&l->process->shared->slots[l->process->slot].beats, 1, memory_order_relaxed);
	counters_set(GAUGE_event_loop_lag_seconds,
		l->beat_due_us && now > l->beat_due_us ? (int64_t)(now - l->beat_due_us) : 0);
	l->beat_due_us = now + BEAT_MS * 1000u;
	counters_set(GAUGE_process_resident_memory_bytes, resident_bytes());
	counters_set(GAUGE_process_cpu_seconds_total, cpu_us());
	l->hooks->beat(l->arg);
}

static void drain_look(evutil_socket_t fd, short what, void *arg)
{
	struct loop *l = arg;

	(void)fd;
	(void)what;
	if (l->hooks->drained(l->arg))
		event_base_loopbreak(l->base);
}

/* Stops taking new work; the master kills whoever takes too long over the old. */
static void terminate(evutil_socket_t fd, short what, void *arg)
{
	static const struct timeval interval = { 0, DRAIN_MS * 1000 };
	struct loop *l = arg;

	(void)fd;
	(void)what;
	if (l->draining)
		return;
	l->draining = true;
	log_info("draining", "pid=%d", (int)getpid());
	l->hooks->drain(l->arg);
	event_add(l->events[3], &interval);
}

/* Takes over new settings; a wrong file changes nothing.  The master has said which ones must wait.
 */
static void reload(evutil_socket_t fd, short what, void *arg)
{
	struct loop *l = arg;
	struct str error = { 0 }, later = { 0 };

	(void)fd;
	(void)what;
	if (config_reload(l->process->config, l->process->config_path, &error, &later)) {
		process_log(l->process->config, l->process->name);
		counters_add(COUNTER_config_reloads, 1);
		l->hooks->reload(l->arg);
	} else {
		log_error("reload_refused", "reason=%s", error.data);
	}
	str_free(&error);
	str_free(&later);
}

static void events_make(struct loop *l)
{
	static const struct timeval second = { BEAT_MS / 1000, 0 };

	l->events[0] = evsignal_new(l->base, SIGTERM, terminate, l);
	l->events[1] = evsignal_new(l->base, SIGHUP, reload, l);
	l->events[2] = event_new(l->base, -1, EV_PERSIST, beat, l);
	l->events[3] = event_new(l->base, -1, EV_PERSIST, drain_look, l);
	for (int i = 0; i < 4; i++)
		fatal_if_null(l->events[i]);
	event_add(l->events[0], NULL);
	event_add(l->events[1], NULL);
	event_add(l->events[2], &second);
}

int process_run(const struct process *p, struct event_base *base, const struct process_hooks *hooks,
	void *arg)
{
	struct loop l = { .process = p, .hooks = hooks, .arg = arg, .base = base };
	int result;

	events_make(&l);
	/* Until here signals wait: none may kill a child that has not learnt to drain. */
	signals_take();
	beat(-1, 0, &l);
	log_info("started", "pid=%d", (int)getpid());
	result = event_base_dispatch(base);
	for (int i = 0; i < 4; i++)
		event_free(l.events[i]);
	log_info("stopped", "pid=%d", (int)getpid());
	return result < 0 || !l.draining ? EXIT_FAILURE : EXIT_SUCCESS;
}
