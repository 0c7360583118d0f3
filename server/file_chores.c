#include "server/file_chores.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/config.h"
#include "common/fatal.h"
#include "common/log.h"
#include "queries.h"
#include "server/counters.h"
#include "server/db.h"
#include "server/file_list.h"

#define EVERY_MS    2000
#define AT_ONCE     1000  /* uploads that are swept, files that are put into the trash */
#define NEW_SECONDS 3600u /* a file that nothing names may be of an upload under way */
/* What nothing names, and nothing has ceased to name, is kept for a while: somebody may have put
 * another database under it by mistake. */
#define LOST_SECONDS (7 * 24 * 3600L)

/* One round: sweep uploads, put what nothing names into the trash, look once more at what has lain
 * there, and walk through a part of all files.  Each step ends in the next. */
struct file_chores {
	struct event_base *base;
	struct db *db;
	const struct config *config;
	const char *folder;
	struct event *timer;
	bool running, stopped;
	unsigned char first; /* of the names of files that are walked through next */
	char hours[12], limit[12];
	struct file_list list; /* that files_named() is asked about */
	const char *params[2];
};

static void round_start(evutil_socket_t fd, short what, void *arg);
static void uploads_swept(void *arg, struct db_result *res);
static void unused_found(void *arg, struct db_result *res);
static void trash_asked(void *arg, struct db_result *res);
static void walk_asked(void *arg, struct db_result *res);

static void round_wait(struct file_chores *f)
{
	static const struct timeval every = { EVERY_MS / 1000, EVERY_MS % 1000 * 1000 };

	f->running = false;
	if (!f->stopped)
		event_add(f->timer, &every);
}

struct file_chores *file_chores_new(struct event_base *base, struct db *db, const struct config *c)
{
	struct file_chores *f;

	if (!*config_text(c, "files_dir"))
		return NULL;
	f = fatal_if_null(calloc(1, sizeof(*f)));
	*f = (struct file_chores){
		.base = base, .db = db, .config = c, .folder = config_text(c, "files_dir")
	};
	snprintf(f->hours, sizeof(f->hours), "%ld", config_int(c, "upload_hours"));
	snprintf(f->limit, sizeof(f->limit), "%d", AT_ONCE);
	f->timer = fatal_if_null(evtimer_new(base, round_start, f));
	round_wait(f);
	return f;
}

void file_chores_stop(struct file_chores *f)
{
	if (!f)
		return;
	f->stopped = true;
	event_del(f->timer);
}

bool file_chores_running(const struct file_chores *f)
{
	return f && f->running;
}

void file_chores_free(struct file_chores *f)
{
	if (!f)
		return;
	event_free(f->timer);
	file_list_free(&f->list);
	free(f);
}

/* Asks of each of the list whether something names it. */
static void list_ask(struct file_chores *f, db_done *done)
{
	file_list_params(&f->list, f->params);
	db_call(f->db, DB_COURIER, &q_files_named, f->params, done, f);
}

/* Reads a file of files_unused(). */
static bool unused_read(const PGresult *rows, int row, struct file_name *name)
{
	name->tenant_id = atoi(PQgetvalue(rows, row, 0));
	return file_name_read(PQgetvalue(rows, row, 1), name->sha256);
}

/* Tells whether something names a file of the list. */
static bool is_named(const PGresult *rows, size_t place)
{
	return *PQgetvalue(rows, (int)place, 0) == 't';
}

static void round_start(evutil_socket_t fd, short what, void *arg)
{
	struct file_chores *f = arg;

	(void)fd;
	(void)what;
	f->running = true;
	f->params[0] = f->hours;
	f->params[1] = f->limit;
	db_call(f->db, DB_COURIER, &q_attachment_sweep, f->params, uploads_swept, f);
}

/* Tells whether a step was done; else the round is over, and the next one tries again. */
static bool step_done(struct file_chores *f, const struct db_result *res)
{
	counters_add(COUNTER_chore_runs, 1);
	if (res->outcome == DB_OK)
		return true;
	counters_add(COUNTER_chore_failures, 1);
	round_wait(f);
	return false;
}

static void uploads_swept(void *arg, struct db_result *res)
{
	struct file_chores *f = arg;

	if (!step_done(f, res))
		return;
	f->params[0] = f->limit;
	db_call(f->db, DB_COURIER, &q_files_unused, f->params, unused_found, f);
}

/* Puts a file into the trash, where it waits for whoever is about to name it after all. */
static void discard(struct file_chores *f, const struct file_name *name, long seconds)
{
	if (!file_discard(f->folder, name, (unsigned)seconds))
		log_error(
			"file_not_discarded", "sha256=%s reason=%s", name->sha256, strerror(errno));
}

static void unused_found(void *arg, struct db_result *res)
{
	struct file_chores *f = arg;
	struct file_name name;

	if (!step_done(f, res))
		return;
	for (int i = 0; i < PQntuples(res->rows); i++)
		if (unused_read(res->rows, i, &name))
			discard(f, &name, config_int(f->config, "files_grace_s"));
	file_list_clear(&f->list);
	files_trash_walk(f->folder, file_list_add, &f->list);
	list_ask(f, trash_asked);
}

static void trash_asked(void *arg, struct db_result *res)
{
	struct file_chores *f = arg;

	if (!step_done(f, res))
		return;
	for (size_t i = 0; i < f->list.count; i++) {
		const struct file_name *name = &f->list.files[i];
		bool named = is_named(res->rows, i);

		if (!(named ? file_restore : file_delete)(f->folder, name))
			log_error("file_stays_in_trash", "sha256=%s reason=%s", name->sha256,
				strerror(errno));
		else if (!named)
			counters_add(COUNTER_files_deleted, 1);
	}
	file_list_clear(&f->list);
	files_walk(f->folder, f->first++, NEW_SECONDS, file_list_add, &f->list);
	list_ask(f, walk_asked);
}

/* Finds what was stored by an upload that never came to its end; file_open() still finds it. */
static void walk_asked(void *arg, struct db_result *res)
{
	struct file_chores *f = arg;

	if (!step_done(f, res))
		return;
	for (size_t i = 0; i < f->list.count; i++)
		if (!is_named(res->rows, i))
			discard(f, &f->list.files[i], LOST_SECONDS);
	round_wait(f);
}
