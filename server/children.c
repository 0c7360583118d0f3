#include "server/children.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fatal.h"
#include "common/log.h"
#include "server/courier.h"
#include "server/media.h"
#include "server/sheets.h"
#include "server/worker.h"

#define SETTLED_MS     10000u /* who lives this long did not die of its start */
#define RESTART_MIN_MS 100u
#define RESTART_MAX_MS 10000u

/* Those beside the workers, in the order of their rows. */
static const struct {
	const char *name;
	int (*run)(const struct process *p);
	const char *setting; /* only where this is set; NULL: always */
} others[] = {
	{ "courier", courier_run, NULL },
	{ "media", media_run, "files_dir" },
	{ "sheets", sheets_run, NULL },
};

#define OTHERS (int)(sizeof(others) / sizeof(others[0]))

static bool other_wanted(const struct config *c, int i)
{
	return !others[i].setting || *config_text(c, others[i].setting);
}

int children_count(const struct config *c, int workers)
{
	int count = workers;

	for (int i = 0; i < OTHERS; i++)
		count += other_wanted(c, i);
	return count;
}

void children_init(struct children *c, int workers, const struct process *like)
{
	int other = 0;

	*c = (struct children){ .count = children_count(like->config, workers),
		.workers = workers };
	c->items = fatal_if_null(calloc((size_t)c->count, sizeof(*c->items)));
	for (int i = 0; i < c->count; i++) {
		struct child *child = &c->items[i];
		bool worker = i < workers;

		while (!worker && !other_wanted(like->config, other))
			other++;
		child->run = worker ? worker_run : others[other].run;
		if (worker)
			snprintf(child->name, sizeof(child->name), "worker %d", i + 1);
		else
			snprintf(child->name, sizeof(child->name), "%s", others[other++].name);
		child->process = *like;
		child->process.name = child->name;
		child->process.slot = i;
		child->process.number = worker ? i + 1 : 0;
		memcpy(like->shared->slots[i].name, child->name, sizeof(child->name));
	}
}

void children_free(struct children *c)
{
	free(c->items);
	*c = (struct children){ 0 };
}

/* Forks one; the child never returns from here. */
static void child_fork(struct child *child)
{
	struct slot *slot = &child->process.shared->slots[child->process.slot];
	pid_t pid = fork();

	if (pid == 0) {
		process_enter(&child->process);
		exit(child->run(&child->process));
	}
	if (pid < 0) {
		log_error("fork_failed", "name=%s reason=%s", child->name, strerror(errno));
		child->restart_at_ms = clock_mono_ms() + RESTART_MAX_MS;
		return;
	}
	child->pid = pid;
	child->started_ms = clock_mono_ms();
	child->beats = atomic_load(&slot->beats);
	child->missed = 0;
	atomic_store(&slot->started_ms, clock_wall_ms());
}

int children_start(struct children *c)
{
	uint64_t now = clock_mono_ms();
	int next = -1;

	for (int i = 0; i < c->count && !c->stopping; i++) {
		struct child *child = &c->items[i];
		int wait = child->restart_at_ms > now ? (int)(child->restart_at_ms - now) : 0;

		if (child->pid)
			continue;
		if (!wait)
			child_fork(child);
		else if (next < 0 || wait < next)
			next = wait;
	}
	return next;
}

/* Decides when to replace a dead child: the first time at once, then ever later. */
static uint64_t restart_delay(struct child *child)
{
	uint64_t delay = RESTART_MIN_MS;

	if (clock_mono_ms() - child->started_ms >= SETTLED_MS)
		child->deaths = 0;
	if (!child->deaths++)
		return 0;
	for (unsigned i = 2; i < child->deaths && delay < RESTART_MAX_MS; i++)
		delay *= 2;
	return delay < RESTART_MAX_MS ? delay : RESTART_MAX_MS;
}

static void child_died(struct children *c, struct child *child, int status)
{
	struct slot *slot = &child->process.shared->slots[child->process.slot];
	uint64_t delay = 0;

	atomic_store(&slot->started_ms, 0);
	for (int g = 0; g < GAUGE_COUNT; g++)
		atomic_store(&slot->counters.gauges[g], 0);
	if (!c->stopping) {
		delay = restart_delay(child);
		atomic_fetch_add(&slot->restarts, 1);
		log_error("child_died", "name=%s pid=%d exit=%d signal=%d restart_ms=%llu",
			child->name, (int)child->pid, WIFEXITED(status) ? WEXITSTATUS(status) : -1,
			WIFSIGNALED(status) ? WTERMSIG(status) : 0, (unsigned long long)delay);
	} else if (status) {
		log_warning("child_unfinished", "name=%s pid=%d exit=%d signal=%d", child->name,
			(int)child->pid, WIFEXITED(status) ? WEXITSTATUS(status) : -1,
			WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	}
	child->pid = 0;
	child->restart_at_ms = clock_mono_ms() + delay;
}

void children_reap(struct children *c)
{
	int status;

	for (int i = 0; i < c->count; i++)
		if (c->items[i].pid && waitpid(c->items[i].pid, &status, WNOHANG) > 0)
			child_died(c, &c->items[i], status);
}

/* Counts looks, not time: where the whole machine stood still, nobody is to blame. */
void children_watch(struct children *c, unsigned missed_max)
{
	for (int i = 0; i < c->count; i++) {
		struct child *child = &c->items[i];
		uint64_t beats = atomic_load(&child->process.shared->slots[i].beats);

		child->missed = beats == child->beats ? child->missed + 1 : 0;
		child->beats = beats;
		if (!child->pid || !missed_max || child->missed < missed_max)
			continue;
		log_error("child_stalled", "name=%s pid=%d looks=%u", child->name, (int)child->pid,
			child->missed);
		kill(child->pid, SIGKILL);
		child->missed = 0;
	}
}

bool children_ready(const struct children *c)
{
	for (int i = 0; i < c->count; i++)
		if (!atomic_load(&c->items[i].process.shared->slots[i].beats))
			return false;
	return true;
}

static bool is_kind(const struct child *child, enum children_kind kind)
{
	return kind & (child->process.number ? CHILDREN_WORKERS : CHILDREN_OTHERS);
}

void children_signal(const struct children *c, enum children_kind kind, int number)
{
	for (int i = 0; i < c->count; i++)
		if (c->items[i].pid && is_kind(&c->items[i], kind))
			kill(c->items[i].pid, number);
}

bool children_running(const struct children *c, enum children_kind kind)
{
	for (int i = 0; i < c->count; i++)
		if (c->items[i].pid && is_kind(&c->items[i], kind))
			return true;
	return false;
}
