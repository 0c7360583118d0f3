#include "server/file_store.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/config.h"
#include "common/fatal.h"
#include "common/log.h"
#include "queries.h"
#include "server/counters.h"
#include "server/db.h"
#include "server/file_list.h"
#include "server/s3.h"

#define PARTS    256  /* of the folder, by the first byte of names: one each round */
#define AWAY_MS  5000 /* until a store or a database that failed is asked again, at the most: */
#define TURNS    10   /* as long as so many rounds */
#define AT_ONCE  1000 /* files that are deleted in one walk */
#define CALL_MAX 1

/* One round: see what there is to do about a part of the folder, and do that file by file; once in
 * each walk, delete in the store what nothing names.  Each step ends in the next.  What the store
 * does not take or delete now is passed by until the next walk: it holds up nothing else. */
struct file_store {
	struct db *db;
	const char *folder;
	struct s3 *s3;
	struct event *timer;
	void (*next)(struct file_store *f); /* what it starts */
	int every_ms, away_ms;
	bool running, stopped;
	unsigned char first; /* of the names of files that are walked through next */
	struct file_list list;
	PGresult *todo; /* what to do about each of the list, in a round */
	size_t at;      /* in the list */
	int fd;         /* of what is copied */
	char hours[12], grace[12], limit[12], tenant[12];
	const char *params[3];
};

static void round_start(struct file_store *f);
static void todo_found(void *arg, struct db_result *res);
static void copy_go_on(struct file_store *f);
static void file_stored(void *arg, const struct s3_answer *a);
static void file_noted(void *arg, struct db_result *res);
static void unused_found(void *arg, struct db_result *res);
static void unstore_go_on(struct file_store *f);
static void file_unstored(void *arg, const struct s3_answer *a);
static void file_forgotten(void *arg, struct db_result *res);

static void next_start(evutil_socket_t fd, short what, void *arg)
{
	struct file_store *f = arg;

	(void)fd;
	(void)what;
	f->running = true;
	f->next(f);
}

/* Starts a step later; until then nothing runs. */
static void next_in(struct file_store *f, void (*next)(struct file_store *f), int ms)
{
	struct timeval wait = { ms / 1000, ms % 1000 * 1000 };

	f->next = next;
	f->running = false;
	if (!f->stopped)
		event_add(f->timer, &wait);
}

/* Ends a round. */
static void round_end(struct file_store *f, int ms)
{
	PQclear(f->todo);
	f->todo = NULL;
	next_in(f, round_start, ms);
}

struct file_store *file_store_new(struct event_base *base, struct db *db, const struct config *c)
{
	struct file_store *f;

	if (!*config_text(c, "files_dir") || !*config_text(c, "files_s3"))
		return NULL;
	f = fatal_if_null(calloc(1, sizeof(*f)));
	*f = (struct file_store){ .db = db, .folder = config_text(c, "files_dir") };
	f->s3 = s3_new(base, c, CALL_MAX);
	f->every_ms = (int)(config_int(c, "files_s3_walk_s") * 1000 / PARTS);
	f->away_ms = f->every_ms < AWAY_MS / TURNS ? TURNS * f->every_ms : AWAY_MS;
	snprintf(f->hours, sizeof(f->hours), "%ld", config_int(c, "files_local_hours"));
	snprintf(f->grace, sizeof(f->grace), "%ld", config_int(c, "files_grace_s"));
	snprintf(f->limit, sizeof(f->limit), "%d", AT_ONCE);
	f->timer = fatal_if_null(evtimer_new(base, next_start, f));
	round_end(f, f->every_ms);
	return f;
}

void file_store_stop(struct file_store *f)
{
	if (!f)
		return;
	f->stopped = true;
	event_del(f->timer);
	s3_free(f->s3);
	f->s3 = NULL;
}

bool file_store_running(const struct file_store *f)
{
	return f && f->running;
}

void file_store_free(struct file_store *f)
{
	if (!f)
		return;
	s3_free(f->s3);
	event_free(f->timer);
	PQclear(f->todo);
	file_list_free(&f->list);
	free(f);
}

/* Tells whether a step was done; else the round is over, and a later one tries again. */
static bool step_done(struct file_store *f, const struct db_result *res)
{
	counters_add(COUNTER_chore_runs, 1);
	if (res->outcome == DB_OK)
		return true;
	counters_add(COUNTER_chore_failures, 1);
	round_end(f, f->away_ms);
	return false;
}

/* Names the file that it is the turn of, as parameters. */
static void params_of_file(struct file_store *f)
{
	const struct file_name *name = &f->list.files[f->at];

	snprintf(f->tenant, sizeof(f->tenant), "%d", name->tenant_id);
	f->params[0] = f->tenant;
	f->params[1] = name->sha256;
}

/* Looks for what is in the store and shall not be. */
static void unused_ask(struct file_store *f)
{
	f->params[0] = f->grace;
	f->params[1] = f->limit;
	db_call(f->db, DB_COURIER, &q_files_to_unstore, f->params, unused_found, f);
}

/* Goes on behind a part of the folder. */
static void part_end(struct file_store *f)
{
	if (++f->first == 0 && !f->stopped)
		unused_ask(f);
	else
		round_end(f, f->every_ms);
}

static void round_start(struct file_store *f)
{
	file_list_clear(&f->list);
	files_walk(f->folder, f->first, 0, file_list_add, &f->list);
	if (!f->list.count)
		return part_end(f);
	file_list_params(&f->list, f->params);
	f->params[2] = f->hours;
	db_call(f->db, DB_COURIER, &q_files_to_store, f->params, todo_found, f);
}

/* Tells what the database said about a file of the list. */
static bool todo_is(const struct file_store *f, size_t at, const char *what)
{
	return !strcmp(PQgetvalue(f->todo, (int)at, 0), what);
}

/* Takes off the disk what the store has had for long; at once, before anything of it changes. */
static void files_leave(struct file_store *f)
{
	for (size_t i = 0; i < f->list.count; i++)
		if (todo_is(f, i, "leave") && !file_leave(f->folder, &f->list.files[i]))
			log_error("file_does_not_leave", "sha256=%s reason=%s",
				f->list.files[i].sha256, strerror(errno));
}

static void todo_found(void *arg, struct db_result *res)
{
	struct file_store *f = arg;

	if (!step_done(f, res))
		return;
	f->todo = db_result_take(res);
	files_leave(f);
	f->at = 0;
	copy_go_on(f);
}

/* Copies a file; false where it has gone meanwhile. */
static bool copy_start(struct file_store *f, const struct file_name *name)
{
	struct stat about;

	f->fd = file_open(f->folder, name);
	if (f->fd < 0)
		return false;
	if (fstat(f->fd, &about) != 0)
		fatal("file_store: an open file has no length");
	s3_store(f->s3, name, f->fd, (uint64_t)about.st_size, file_stored, f);
	return true;
}

/* Copies the next file. */
static void copy_go_on(struct file_store *f)
{
	for (; f->at < f->list.count && !f->stopped; f->at++)
		if (todo_is(f, f->at, "copy") && copy_start(f, &f->list.files[f->at]))
			return;
	part_end(f);
}

/* Passes by what the store did not do. */
static void pass_by(struct file_store *f, const char *what, const struct s3_answer *a,
	void (*next)(struct file_store *f))
{
	if (!f->stopped)
		s3_log(what, &f->list.files[f->at], a);
	f->at++;
	next_in(f, next, f->away_ms);
}

/* Notes what the store has. */
static void file_stored(void *arg, const struct s3_answer *a)
{
	struct file_store *f = arg;

	close(f->fd);
	if (a->outcome != S3_DONE)
		return pass_by(f, "store", a, copy_go_on);
	counters_add(COUNTER_files_copied, 1);
	params_of_file(f);
	db_call(f->db, DB_COURIER, &q_file_stored_note, f->params, file_noted, f);
}

static void file_noted(void *arg, struct db_result *res)
{
	struct file_store *f = arg;

	if (!step_done(f, res))
		return;
	f->at++;
	copy_go_on(f);
}

/* Deletes the next of what nothing names. */
static void unstore_go_on(struct file_store *f)
{
	if (f->at == f->list.count || f->stopped)
		return round_end(f, f->every_ms);
	s3_delete(f->s3, &f->list.files[f->at], file_unstored, f);
}

static void unused_found(void *arg, struct db_result *res)
{
	struct file_store *f = arg;
	struct file_name name;

	if (!step_done(f, res))
		return;
	file_list_clear(&f->list);
	for (int i = 0; i < PQntuples(res->rows); i++) {
		name.tenant_id = atoi(PQgetvalue(res->rows, i, 0));
		if (file_name_read(PQgetvalue(res->rows, i, 1), name.sha256))
			file_list_add(&f->list, &name);
	}
	f->at = 0;
	unstore_go_on(f);
}

static void file_unstored(void *arg, const struct s3_answer *a)
{
	struct file_store *f = arg;

	if (a->outcome == S3_AWAY)
		return pass_by(f, "delete", a, unstore_go_on);
	params_of_file(f);
	db_call(f->db, DB_COURIER, &q_file_stored_forget, f->params, file_forgotten, f);
}

static void file_forgotten(void *arg, struct db_result *res)
{
	struct file_store *f = arg;

	if (!step_done(f, res))
		return;
	f->at++;
	unstore_go_on(f);
}
