#include "server/fetched.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/config.h"
#include "common/fatal.h"
#include "common/list.h"
#include "common/log.h"
#include "server/counters.h"
#include "server/s3.h"

#define AT_ONCE    16
#define KEPT_COUNT 128 /* descriptors */

/* Somebody who waits for a file. */
struct waiter {
	struct list waiters;
	fetched_done *done;
	void *arg;
};

/* A file: on its way, or here. */
struct fetched_file {
	struct list files; /* of those that come, or of those that are kept, the oldest first */
	bool kept;
	struct fetched *fetched;
	struct file_name name;
	uint64_t size;
	int fd;
	struct list waiters;
	struct event *timer; /* its end: of what is kept, or of what cannot even be asked for */
};

struct fetched {
	struct event_base *base;
	const char *folder;
	struct s3 *s3;
	struct list coming, kept;
	uint64_t kept_size, kept_max; /* bytes */
	int kept_count;
	struct timeval kept_for; /* no longer than what is deleted may stay on disk */
};

static void file_fetched(void *arg, const struct s3_answer *a);
static void file_over(evutil_socket_t fd, short what, void *arg);

struct fetched *fetched_new(struct event_base *base, const struct config *c)
{
	struct s3 *s3 = *config_text(c, "files_dir") ? s3_new(base, c, AT_ONCE) : NULL;
	struct fetched *f;

	if (!s3)
		return NULL;
	f = fatal_if_null(calloc(1, sizeof(*f)));
	*f = (struct fetched){ .base = base,
		.folder = config_text(c, "files_dir"),
		.s3 = s3,
		.kept_max = (uint64_t)config_int(c, "files_fetched_max"),
		.kept_for.tv_sec = config_int(c, "files_grace_s") };
	list_init(&f->coming);
	list_init(&f->kept);
	return f;
}

static struct fetched_file *file_find(struct list *files, const struct file_name *name)
{
	for (struct list *at = files->next; at != files; at = at->next) {
		struct fetched_file *file = list_item(at, struct fetched_file, files);

		if (file->name.tenant_id == name->tenant_id &&
			!strcmp(file->name.sha256, name->sha256))
			return file;
	}
	return NULL;
}

/* Opens it once more: the same bytes, read by place. */
static int file_share(const struct fetched_file *file)
{
	return fcntl(file->fd, F_DUPFD_CLOEXEC, 0);
}

int fetched_open(struct fetched *f, const struct file_name *name)
{
	const struct fetched_file *file = f ? file_find(&f->kept, name) : NULL;

	return file ? file_share(file) : -1;
}

static struct fetched_file *file_new(struct fetched *f, const struct file_name *name, uint64_t size)
{
	struct fetched_file *file = fatal_if_null(calloc(1, sizeof(*file)));

	*file = (struct fetched_file){ .fetched = f, .name = *name, .size = size };
	file->fd = file_unnamed(f->folder);
	file->timer = fatal_if_null(evtimer_new(f->base, file_over, file));
	list_init(&file->waiters);
	list_append(&f->coming, &file->files);
	return file;
}

/* Sends for a file; where there is no room for it, it is over, but not from inside. */
static struct fetched_file *file_ask(struct fetched *f, const struct file_name *name, uint64_t size)
{
	struct fetched_file *file = file_new(f, name, size);

	if (file->fd >= 0) {
		s3_fetch(f->s3, name, file->fd, size, file_fetched, file);
	} else {
		log_error("file_not_fetched", "sha256=%s reason=%s", name->sha256, strerror(errno));
		event_active(file->timer, EV_TIMEOUT, 0);
	}
	return file;
}

void fetched_fetch(struct fetched *f, const struct file_name *name, uint64_t size,
	fetched_done *done, void *arg)
{
	struct fetched_file *file = file_find(&f->coming, name);
	struct waiter *w = fatal_if_null(calloc(1, sizeof(*w)));

	if (!file)
		file = file_ask(f, name, size);
	*w = (struct waiter){ .done = done, .arg = arg };
	list_append(&file->waiters, &w->waiters);
}

/* Tells everybody who waits: with a descriptor each, or that there is none. */
static void waiters_tell(struct fetched_file *file, bool here)
{
	for (struct list *at = file->waiters.next, *next; at != &file->waiters; at = next) {
		struct waiter *w = list_item(at, struct waiter, waiters);

		next = at->next;
		w->done(w->arg, here ? file_share(file) : -1);
		free(w);
	}
	list_init(&file->waiters);
}

/* Ends a file; its bytes go when the last answer that is being sent has closed it. */
static void file_end(struct fetched_file *file)
{
	waiters_tell(file, false);
	list_remove(&file->files);
	if (file->kept) {
		file->fetched->kept_size -= file->size;
		file->fetched->kept_count--;
	}
	event_free(file->timer);
	if (file->fd >= 0)
		close(file->fd);
	free(file);
}

/* Makes room among what is kept, the oldest first. */
static void room_make(struct fetched *f, uint64_t size)
{
	for (struct list *at = f->kept.next, *next; at != &f->kept; at = next) {
		next = at->next;
		if (f->kept_count == KEPT_COUNT || f->kept_size + size > f->kept_max)
			file_end(list_item(at, struct fetched_file, files));
	}
}

/* Keeps a file for a while; one that is too large is not kept. */
static void file_remain(struct fetched_file *file)
{
	struct fetched *f = file->fetched;

	if (file->size > f->kept_max)
		return file_end(file);
	room_make(f, file->size);
	file->kept = true;
	f->kept_size += file->size;
	f->kept_count++;
	list_remove(&file->files);
	list_append(&f->kept, &file->files);
	event_add(file->timer, &f->kept_for);
}

static void file_fetched(void *arg, const struct s3_answer *a)
{
	struct fetched_file *file = arg;

	if (a->outcome != S3_DONE) {
		s3_log("fetch", &file->name, a);
		return file_end(file);
	}
	counters_add(COUNTER_files_fetched, 1);
	waiters_tell(file, true);
	file_remain(file);
}

static void file_over(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	file_end(arg);
}

void fetched_free(struct fetched *f)
{
	if (!f)
		return;
	s3_free(f->s3);
	list_move_all(&f->coming, &f->kept);
	for (struct list *at = f->coming.next, *next; at != &f->coming; at = next) {
		next = at->next;
		file_end(list_item(at, struct fetched_file, files));
	}
	free(f);
}
