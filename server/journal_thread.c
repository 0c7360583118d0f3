#include "server/journal_thread.h"

#include <event2/event.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "common/fatal.h"
#include "common/log.h"
#include "server/counters.h"

#define GROUP_MAX 256 /* jobs in one transaction */
#define IDLE_S    2   /* then the file is closed */

struct journal_thread {
	struct journal_settings settings;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t wake;
	/* Under the mutex. */
	struct list asked, answered;
	struct str error; /* of the last group that failed */
	bool ending;
	/* Of the thread. */
	struct journal *journal;
	/* Of the loop. */
	int signal; /* an eventfd: something was answered */
	struct event *answer;
	size_t pending;
	bool failing;
};

/* Waits until something was asked for; false when it has been idle for so long. */
static bool asked_wait(struct journal_thread *t)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += IDLE_S;
	while (!t->ending && list_empty(&t->asked))
		if (!t->journal)
			pthread_cond_wait(&t->wake, &t->mutex);
		else if (pthread_cond_timedwait(&t->wake, &t->mutex, &until) != 0)
			return false;
	return true;
}

/* Moves the first jobs of a list behind those of another; tells how many. */
static size_t jobs_move(struct list *to, struct list *from)
{
	size_t count = 0;

	for (; count < GROUP_MAX && !list_empty(from); count++) {
		struct list *first = from->next;

		list_remove(first);
		list_append(to, first);
	}
	return count;
}

static void file_close(struct journal_thread *t)
{
	journal_close(t->journal);
	t->journal = NULL;
}

/* Takes the next group; 0: the thread shall end. */
static size_t group_take(struct journal_thread *t, struct list *group)
{
	size_t count = 0;

	pthread_mutex_lock(&t->mutex);
	while (!asked_wait(t)) {
		pthread_mutex_unlock(&t->mutex);
		file_close(t);
		pthread_mutex_lock(&t->mutex);
	}
	if (!t->ending)
		count = jobs_move(group, &t->asked);
	pthread_mutex_unlock(&t->mutex);
	return count;
}

static bool group_writes(const struct list *group)
{
	for (const struct list *at = group->next; at != group; at = at->next)
		if (list_item(at, struct journal_job, node)->writing)
			return true;
	return false;
}

/* Does all jobs of a group in one transaction. */
static bool group_try(struct journal_thread *t, struct list *group, struct str *error)
{
	bool good;

	str_clear(error);
	if (!t->journal && !(t->journal = journal_open(&t->settings, false, error)))
		return false;
	good = journal_begin(t->journal, group_writes(group));
	for (struct list *at = group->next; good && at != group; at = at->next) {
		struct journal_job *job = list_item(at, struct journal_job, node);

		job->run(job, t->journal);
	}
	good = journal_commit(t->journal) && good;
	if (good)
		return true;
	str_add(error, journal_error(t->journal));
	file_close(t); /* whatever is wrong, begin with a new connection */
	return false;
}

/* Does a group; where that fails, each of its jobs alone, so that none fails for another. */
static void group_run(struct journal_thread *t, struct list *group, size_t count, struct str *error)
{
	bool good = group_try(t, group, error);
	struct list alone, done;

	list_init(&alone);
	list_init(&done);
	for (size_t i = 0; i < count; i++) {
		struct journal_job *job = list_first(group, struct journal_job, node);

		list_remove(&job->node);
		list_append(&alone, &job->node);
		job->failed = !good && (count == 1 || !group_try(t, &alone, error));
		list_move_all(&done, &alone);
	}
	list_move_all(group, &done);
}

static void *work(void *arg)
{
	static const uint64_t one = 1;
	struct journal_thread *t = arg;
	struct str error = { 0 };
	struct list group;
	size_t count;

	list_init(&group);
	while ((count = group_take(t, &group))) {
		group_run(t, &group, count, &error);
		pthread_mutex_lock(&t->mutex);
		list_move_all(&t->answered, &group);
		str_clear(&t->error);
		str_add(&t->error, error.data ? error.data : "");
		pthread_mutex_unlock(&t->mutex);
		if (write(t->signal, &one, sizeof(one)) != sizeof(one))
			fatal("journal: cannot signal the loop");
	}
	file_close(t);
	str_free(&error);
	return NULL;
}

/* Logs the first failure of a series, and its end. */
static void failures_log(struct journal_thread *t, bool failed, const char *error)
{
	if (failed && !t->failing)
		log_error("journal_failed", "file=%s reason=%s", t->settings.path, error);
	else if (!failed && t->failing)
		log_info("journal_recovered", "file=%s", t->settings.path);
	t->failing = failed;
}

/* Hands out what was done, on the loop. */
static void jobs_answered(evutil_socket_t fd, short what, void *arg)
{
	struct journal_thread *t = arg;
	struct journal_job *job;
	struct str error = { 0 };
	struct list done;
	uint64_t count;

	(void)what;
	if (read(fd, &count, sizeof(count)) != sizeof(count))
		return;
	list_init(&done);
	pthread_mutex_lock(&t->mutex);
	list_move_all(&done, &t->answered);
	str_add(&error, t->error.data ? t->error.data : "");
	pthread_mutex_unlock(&t->mutex);
	while ((job = list_first(&done, struct journal_job, node))) {
		list_remove(&job->node);
		t->pending--;
		failures_log(t, job->failed, error.data);
		if (job->failed)
			counters_add(COUNTER_journal_failures, 1);
		job->done(job);
	}
	str_free(&error);
}

/* Waits by the clock that never jumps. */
static void wake_make(pthread_cond_t *wake)
{
	pthread_condattr_t attributes;

	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(wake, &attributes);
	pthread_condattr_destroy(&attributes);
}

struct journal_thread *journal_thread_new(
	struct event_base *base, const struct journal_settings *settings)
{
	struct journal_thread *t = fatal_if_null(calloc(1, sizeof(*t)));

	t->settings = *settings;
	list_init(&t->asked);
	list_init(&t->answered);
	t->signal = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (t->signal < 0)
		fatal("journal: no eventfd");
	t->answer =
		fatal_if_null(event_new(base, t->signal, EV_READ | EV_PERSIST, jobs_answered, t));
	event_add(t->answer, NULL);
	pthread_mutex_init(&t->mutex, NULL);
	wake_make(&t->wake);
	if (pthread_create(&t->thread, NULL, work, t))
		fatal("journal: no thread");
	return t;
}

void journal_thread_do(struct journal_thread *t, struct journal_job *job)
{
	t->pending++;
	pthread_mutex_lock(&t->mutex);
	list_append(&t->asked, &job->node);
	pthread_cond_signal(&t->wake);
	pthread_mutex_unlock(&t->mutex);
}

bool journal_thread_holds(const struct journal_thread *t)
{
	return atomic_load_explicit(&t->settings.state->rows, memory_order_relaxed) != 0;
}

size_t journal_thread_pending(const struct journal_thread *t)
{
	return t->pending;
}

void journal_thread_free(struct journal_thread *t)
{
	if (!t)
		return;
	pthread_mutex_lock(&t->mutex);
	t->ending = true;
	pthread_cond_signal(&t->wake);
	pthread_mutex_unlock(&t->mutex);
	pthread_join(t->thread, NULL);
	event_free(t->answer);
	close(t->signal);
	str_free(&t->error);
	pthread_mutex_destroy(&t->mutex);
	pthread_cond_destroy(&t->wake);
	free(t);
}
