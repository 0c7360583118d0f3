#include "server/media.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/fatal.h"
#include "common/list.h"
#include "common/log.h"
#include "server/media_order.h"
#include "server/media_work.h"

#define MEDIUM_SIDE  1280
#define SMALL_SIDE   320
#define JPEG_QUALITY 92

struct media {
	const struct process *process;
	struct event_base *base;
	struct event *orders; /* readable: an order waits in the channel */
	struct magic_set *magic;
	struct media_limits limits;
	const char *folder;
	struct list waiting; /* struct job */
	int waiting_count, running, waiting_max, running_max;
};

/* A file on its way. */
struct job {
	struct list waiting;
	struct media *media;
	struct event *event; /* findings come, or the time is up */
	int tenant_id;
	struct picture_cover cover;
	int file, answer, findings;
	int versions[MEDIA_SIZES];
	uint64_t size;
	pid_t pid;
	struct media_answer told;
};

static void orders_come(evutil_socket_t fd, short what, void *arg);
static void job_start(struct job *j);
static void job_found(evutil_socket_t fd, short what, void *arg);
static void job_end(struct job *j, enum media_outcome outcome);

static struct job *job_new(struct media *m, const struct media_order *order, int file, int answer)
{
	struct job *j = fatal_if_null(calloc(1, sizeof(*j)));

	*j = (struct job){ .media = m,
		.tenant_id = order->tenant_id,
		.cover = order->cover,
		.file = file,
		.answer = answer,
		.findings = -1 };
	for (int i = 0; i < MEDIA_SIZES; i++)
		j->versions[i] = -1;
	list_init(&j->waiting);
	return j;
}

/* Starts the next one; job_end() sees to it that those behind it are thought of. */
static void job_next(struct media *m)
{
	struct job *j = list_first(&m->waiting, struct job, waiting);

	if (!j || m->running >= m->running_max)
		return;
	list_remove(&j->waiting);
	m->waiting_count--;
	m->running++;
	job_start(j);
	if (m->waiting_count)
		event_active(m->orders, EV_READ, 0);
}

/* Takes all orders that have come. */
static void orders_come(evutil_socket_t fd, short what, void *arg)
{
	struct media *m = arg;
	struct media_order order = { 0 };
	int file, answer;

	(void)what;
	while (media_order_take(fd, &order, &file, &answer)) {
		struct job *j = job_new(m, &order, file, answer);

		m->waiting_count++;
		list_append(&m->waiting, &j->waiting);
		if (m->waiting_count > m->waiting_max) {
			list_remove(&j->waiting);
			m->waiting_count--;
			m->running++;
			job_end(j, MEDIA_BUSY);
		}
	}
	job_next(m);
}

/* Makes what the job's process needs; false: errno says why not. */
static bool job_prepare(struct job *j, int pipe_ends[2])
{
	if (!file_digest(j->file, j->told.sent_sha256, &j->size))
		return false;
	for (int i = 0; i < MEDIA_SIZES; i++)
		if ((j->versions[i] = file_unnamed(j->media->folder)) < 0)
			return false;
	return pipe2(pipe_ends, O_CLOEXEC) == 0;
}

/* Runs in the new process, and never returns. */
static _Noreturn void job_work(struct job *j, int findings)
{
	const int fds[MEDIA_WORK_FDS] = { j->file, j->versions[0], j->versions[1], j->versions[2],
		findings };

	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	prctl(PR_SET_NAME, "pakn file", 0, 0, 0);
	media_work(j->media->magic, fds, j->size, &j->media->limits, &j->cover);
}

static enum media_outcome outcome_of_errno(const char *what)
{
	int why = errno;

	log_error("file_not_kept", "step=%s reason=%s", what, strerror(why));
	return why == ENOSPC || why == EDQUOT ? MEDIA_NO_SPACE : MEDIA_AWAY;
}

static void job_start(struct job *j)
{
	struct media *m = j->media;
	long ms = config_int(m->process->config, "media_ms");
	struct timeval deadline = { ms / 1000, ms % 1000 * 1000 };
	int pipe_ends[2];

	if (!job_prepare(j, pipe_ends))
		return job_end(j, outcome_of_errno("prepare"));
	j->findings = pipe_ends[0];
	j->pid = fork();
	if (j->pid == 0)
		job_work(j, pipe_ends[1]);
	close(pipe_ends[1]);
	if (j->pid < 0) {
		j->pid = 0;
		return job_end(j, outcome_of_errno("fork"));
	}
	counters_add(COUNTER_media_jobs, 1);
	j->event = fatal_if_null(event_new(m->base, j->findings, EV_READ, job_found, j));
	event_add(j->event, &deadline);
}

/* Stores one version under its name; false: errno says why not. */
static bool version_keep(struct job *j, int i, int fd, const struct media_findings *f)
{
	struct media_version *v = &j->told.versions[i];
	struct file_name name = { .tenant_id = j->tenant_id };

	if (!file_digest(fd, name.sha256, &v->size) || !file_keep(j->media->folder, &name, fd))
		return false;
	memcpy(v->sha256, name.sha256, sizeof(v->sha256));
	v->width = f->width[i];
	v->height = f->height[i];
	j->told.version_count = i + 1;
	return true;
}

/* Stores what came, or what was made of it. */
static enum media_outcome job_keep(struct job *j, const struct media_findings *f)
{
	bool picture = media_types[f->type].picture;

	j->told.type = f->type;
	j->told.is_signed = f->is_signed != 0;
	for (int i = 0; i < (picture ? MEDIA_SIZES : 1); i++)
		if (!version_keep(j, i, picture ? j->versions[i] : j->file, f))
			return outcome_of_errno("keep");
	return MEDIA_STORED;
}

/* Ends the process of a job, which may have been told anything by the file that it read. */
static int job_reap(struct job *j)
{
	int status = 0;

	kill(j->pid, SIGKILL);
	waitpid(j->pid, &status, 0);
	j->pid = 0;
	return status;
}

static void job_found(evutil_socket_t fd, short what, void *arg)
{
	static const enum media_outcome told[] = {
		[MEDIA_FOUND_OTHER] = MEDIA_OTHER_TYPE,
		[MEDIA_FOUND_BROKEN] = MEDIA_UNREADABLE,
		[MEDIA_FOUND_PIXELS] = MEDIA_TOO_MANY_PIXELS,
		[MEDIA_FOUND_LARGE] = MEDIA_TOO_LARGE,
		[MEDIA_FOUND_NO_SPACE] = MEDIA_NO_SPACE,
	};
	struct job *j = arg;
	struct media_findings f = { 0 };
	bool good = (what & EV_READ) && read(fd, &f, sizeof(f)) == sizeof(f);
	int status = job_reap(j);

	if (!good || f.found < MEDIA_FOUND || f.found > MEDIA_FOUND_NO_SPACE ||
		f.type > MEDIA_TYPES || (f.found == MEDIA_FOUND && f.type == MEDIA_TYPES)) {
		counters_add(COUNTER_media_deaths, 1);
		log_warning("file_unreadable", "late=%d signal=%d exit=%d sha256=%s",
			!(what & EV_READ), WIFSIGNALED(status) ? WTERMSIG(status) : 0,
			WIFEXITED(status) ? WEXITSTATUS(status) : -1, j->told.sent_sha256);
		return job_end(j, MEDIA_UNREADABLE);
	}
	job_end(j, f.found == MEDIA_FOUND ? job_keep(j, &f) : told[f.found]);
}

static void close_if_open(int fd)
{
	if (fd >= 0)
		close(fd);
}

/* Answers, which a worker that has died does not hear, and lets the next one in. */
static void job_end(struct job *j, enum media_outcome outcome)
{
	struct media *m = j->media;

	j->told.outcome = outcome;
	if (send(j->answer, &j->told, sizeof(j->told), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		log_warning("answer_not_taken", "reason=%s", strerror(errno));
	if (j->event)
		event_free(j->event);
	close_if_open(j->file);
	close_if_open(j->answer);
	close_if_open(j->findings);
	for (int i = 0; i < MEDIA_SIZES; i++)
		close_if_open(j->versions[i]);
	free(j);
	m->running--;
	event_active(m->orders, EV_READ, 0); /* which starts the next */
}

static struct media_limits limits_read(const struct config *c)
{
	struct media_limits l = {
		.jail = { .memory = (size_t)config_int(c, "media_memory"),
			.cpu_s = (unsigned)(config_int(c, "media_ms") + 999) / 1000 },
		.picture = { .pixels_max = (uint64_t)config_int(c, "image_pixels_max"),
			.side_max = (unsigned)config_int(c, "image_side_max") },
		.side_max = { (unsigned)config_int(c, "image_side_max"), MEDIUM_SIDE, SMALL_SIDE },
		.quality = JPEG_QUALITY,
	};

	for (int t = 0; t < MEDIA_TYPES; t++)
		l.size_max[t] = (uint64_t)config_int(c, media_types[t].size);
	/* A picture made anew may be longer than what came, but not without bounds. */
	l.jail.file_max = 4 * (size_t)l.size_max[MEDIA_PNG];
	return l;
}

/* Does nothing: who could send an order has ended before. */
static void media_drain(void *arg)
{
	(void)arg;
}

static bool media_drained(void *arg)
{
	const struct media *m = arg;

	return !m->running && !m->waiting_count;
}

/* Needs nothing: its settings are read at its start. */
static void media_reload(void *arg)
{
	(void)arg;
}

static void media_beat(void *arg)
{
	const struct media *m = arg;

	counters_set(GAUGE_media_jobs_waiting, m->waiting_count);
	counters_set(GAUGE_media_jobs_running, m->running);
}

int media_run(const struct process *p)
{
	static const struct process_hooks hooks = { media_drain, media_drained, media_reload,
		media_beat };
	struct media m = { .process = p, .base = fatal_if_null(event_base_new()) };
	int exit_code = EXIT_FAILURE;

	sockets_close(p->sockets, ~0u);
	close(p->media_channel[CHANNEL_WORKERS]);
	close(p->sheets_channel[CHANNEL_WORKERS]);
	close(p->sheets_channel[CHANNEL_TAKERS]);
	list_init(&m.waiting);
	m.folder = config_text(p->config, "files_dir");
	m.limits = limits_read(p->config);
	m.waiting_max = (int)config_int(p->config, "media_queue_max");
	m.running_max = (int)config_int(p->config, "media_jobs");
	m.magic = media_magic_new();
	m.orders = fatal_if_null(event_new(
		m.base, p->media_channel[CHANNEL_TAKERS], EV_READ | EV_PERSIST, orders_come, &m));
	event_add(m.orders, NULL);
	if (m.magic)
		exit_code = process_run(p, m.base, &hooks, &m);
	else
		log_error("cannot_start", "reason=libmagic knows no types of files");
	event_free(m.orders);
	media_magic_free(m.magic);
	event_base_free(m.base);
	return exit_code;
}
