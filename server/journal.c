#include "server/journal.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "common/arena.h"
#include "common/config.h"
#include "common/fatal.h"
#include "server/journal_file.h"

/* What must stay free on the disk when a report is kept, so that it can be deleted again: that is
 * written to the WAL first, too. */
#define ROOM_BYTES        (1024 * 1024)

#define COLUMN_NAME(name) #name,
static const char *const column_names[COLUMN_COUNT] = { BATCH_COLUMNS(COLUMN_NAME) };
#undef COLUMN_NAME

enum statement {
	BEGIN_READING,
	BEGIN_WRITING,
	COMMIT,
	ROLLBACK,
	COUNT_ROWS,
	FREE_BYTES,
	FIGURES,
	KEEP,
	FIND,
	WALK_WAITING,
	WALK_ASIDE,
	COLUMNS,
	DROP,
	SET_ASIDE,
	TRIED,
	WAIT_AGAIN,
	USE_SPARE,
	HOSTS_DROP,
	HOST_ADD,
	HOSTS_COUNT,
	HOSTS_READ,
	CHECK,
	STATEMENTS
};

static const char *const texts[STATEMENTS] = {
	[BEGIN_READING] = "begin",
	[BEGIN_WRITING] = "begin immediate",
	[COMMIT] = "commit",
	[ROLLBACK] = "rollback",
	[COUNT_ROWS] = "select count(*) from report",
	[FREE_BYTES] = "select freelist_count * page_size from pragma_freelist_count, "
		       "pragma_page_size",
	[FIGURES] =
		"select count(*) filter (where refused is null), count(*) filter (where refused "
		"is not null), min(arrived_ms) filter (where refused is null) from report",
	[KEEP] = "insert into report (tenant_id, code, arrived_ms, spare_code, "
		 "spare_secret_digest, "
		 "row) values (?, ?, ?, ?, ?, ?)",
	[FIND] = "select row->>'report_id', row->>'key_digest', row->>'body_hash' from report "
		 "where tenant_id = ? and code = ?",
	[WALK_WAITING] = "select place, tenant_id, arrived_ms, refused, tries, row from report "
			 "where refused is null order by arrived_ms, place",
	[WALK_ASIDE] = "select place, tenant_id, arrived_ms, refused, tries, row from report "
		       "where refused is not null order by arrived_ms, place",
	[COLUMNS] = "select key, value from json_each(case when json_valid(?1) then ?1 else '{}' "
		    "end)",
	[DROP] = "delete from report where place = ?",
	[SET_ASIDE] = "update report set refused = ?2 where place = ?1",
	[TRIED] = "update report set tries = tries + 1 where place = ?",
	[WAIT_AGAIN] = "update report set refused = null, tries = 0 where refused is not null",
	[USE_SPARE] = "update or ignore report set code = spare_code, spare_code = null, "
		      "row = json_patch(row, json_object('code', spare_code, 'secret_digest', "
		      "spare_secret_digest, 'key_of', case when ?2 then code end)) "
		      "where place = ?1 and spare_code is not null",
	[HOSTS_DROP] = "delete from host",
	[HOST_ADD] = "insert into host (tenant_id, is_default, host) values (?, ?, ?)",
	[HOSTS_COUNT] = "select count(*) from host",
	[HOSTS_READ] = "select tenant_id, is_default, host from host order by rowid",
	[CHECK] = "pragma integrity_check(8)",
};

struct journal {
	struct journal_settings settings;
	sqlite3 *db;
	int lock;
	sqlite3_stmt *statements[STATEMENTS];
	struct str error;
	bool failed, writing;
	int64_t rows; /* while writing */
	bool room;
};

/* Notes that something could not be done, and what that says of the file. */
static void fail(struct journal *j, int code)
{
	if (!j->failed) {
		str_clear(&j->error);
		str_add(&j->error, sqlite3_errmsg(j->db));
	}
	j->failed = true;
	if (j->settings.state && journal_file_damaged(code))
		atomic_store(&j->settings.state->damaged, true);
}

/* Gives a statement, ready to be bound. */
static sqlite3_stmt *statement(struct journal *j, enum statement which)
{
	sqlite3_stmt **s = &j->statements[which];
	int code;

	if (!*s) {
		code = sqlite3_prepare_v3(
			j->db, texts[which], -1, SQLITE_PREPARE_PERSISTENT, s, NULL);
		if (code != SQLITE_OK)
			fail(j, code);
	}
	sqlite3_reset(*s);
	return *s;
}

static void bind_text(sqlite3_stmt *s, int place, const char *text)
{
	sqlite3_bind_text(s, place, text, -1, SQLITE_STATIC);
}

/* Goes on to the next row; false at the end, or where it fails. */
static bool step(struct journal *j, sqlite3_stmt *s)
{
	int code = sqlite3_step(s);

	if (code == SQLITE_ROW)
		return true;
	if (code != SQLITE_DONE)
		fail(j, code);
	sqlite3_reset(s);
	return false;
}

/* Runs a statement without rows. */
static bool run(struct journal *j, enum statement which)
{
	bool had_failed = j->failed;

	j->failed = false;
	step(j, statement(j, which));
	j->failed |= had_failed;
	return !j->failed;
}

const char *journal_trouble(const struct journal_state *s)
{
	if (atomic_load(&s->damaged))
		return "is damaged: run pakn journal repair";
	if (atomic_load(&s->full))
		return "is full";
	return atomic_load(&s->unusable) ? "cannot be used: the log says why" : NULL;
}

struct journal_settings journal_settings_read(const struct config *c, struct journal_state *state)
{
	return (struct journal_settings){ config_text(c, "journal"),
		config_int(c, "journal_rows_max"), config_int(c, "journal_bytes_max"), state };
}

struct journal *journal_open(
	const struct journal_settings *settings, bool must_exist, struct str *error)
{
	struct journal *j = fatal_if_null(calloc(1, sizeof(*j)));
	int code;

	j->settings = *settings;
	j->lock = journal_file_lock(settings->path, false, error);
	if (j->lock < 0) {
		free(j);
		return NULL;
	}
	code = journal_file_open(settings->path, must_exist, settings->bytes_max, &j->db, error);
	if (code == SQLITE_OK)
		return j;
	if (settings->state && journal_file_damaged(code))
		atomic_store(&settings->state->damaged, true);
	journal_close(j);
	return NULL;
}

void journal_close(struct journal *j)
{
	if (!j)
		return;
	for (int i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(j->statements[i]);
	sqlite3_close(j->db);
	journal_file_unlock(j->lock);
	str_free(&j->error);
	free(j);
}

const char *journal_error(const struct journal *j)
{
	return j->error.data ? j->error.data : "";
}

/* Reads a statement's only number; 0 where it cannot be read. */
static int64_t number(struct journal *j, enum statement which)
{
	sqlite3_stmt *s = statement(j, which);
	int64_t n = step(j, s) ? sqlite3_column_int64(s, 0) : 0;

	sqlite3_reset(s);
	return n;
}

/* Tells whether another report may be kept, as far as the disk is concerned: what was moved in has
 * left its room in the file, which never gets smaller. */
static bool disk_has_room(struct journal *j)
{
	struct statvfs disk;

	return statvfs(j->settings.path, &disk) == 0 &&
	       ((uint64_t)disk.f_bavail * disk.f_frsize >= ROOM_BYTES ||
		       number(j, FREE_BYTES) >= ROOM_BYTES);
}

bool journal_begin(struct journal *j, bool writing)
{
	j->failed = false;
	j->writing = writing;
	if (!run(j, writing ? BEGIN_WRITING : BEGIN_READING) || !writing)
		return !j->failed;
	j->rows = number(j, COUNT_ROWS);
	j->room = j->rows < j->settings.rows_max && disk_has_room(j);
	if (j->settings.state)
		atomic_store(&j->settings.state->full, !j->room);
	return !j->failed;
}

/* Lets everybody see how much there is, before others may write again. */
static void rows_tell(struct journal *j)
{
	if (j->writing && j->settings.state)
		atomic_store(&j->settings.state->rows, j->rows);
}

bool journal_commit(struct journal *j)
{
	if (!j->failed) {
		rows_tell(j);
		run(j, COMMIT);
	}
	if (j->failed && !sqlite3_get_autocommit(j->db))
		run(j, ROLLBACK);
	return !j->failed;
}

/* Writes a row as JSON. */
static void row_write(struct str *out, const struct batch_row *row)
{
	for (size_t c = 0; c < COLUMN_COUNT; c++) {
		if (!row->values[c])
			continue;
		str_add_char(out, out->len ? ',' : '{');
		str_add_json(out, column_names[c]);
		str_add_char(out, ':');
		str_add_json(out, row->values[c]);
	}
	str_add_char(out, '}');
}

/* Tells whether the digests are of one kind and differ: those of another length were made by an
 * older daemon, and are not compared (sql/README.md). */
static bool is_other_body(const char *kept, const char *sent)
{
	return strlen(kept) == strlen(sent) && strcmp(kept, sent) != 0;
}

/* Copies a column of a row; an empty text where there is none. */
static void column_copy(sqlite3_stmt *s, int column, char *out, size_t size)
{
	const unsigned char *text = sqlite3_column_text(s, column);

	snprintf(out, size, "%s", text ? (const char *)text : "");
}

enum journal_outcome journal_find(
	struct journal *j, int tenant_id, const char *code, struct journal_found *found)
{
	sqlite3_stmt *s = statement(j, FIND);

	sqlite3_bind_int(s, 1, tenant_id);
	bind_text(s, 2, code);
	if (!step(j, s))
		return j->failed ? JOURNAL_FAILED : JOURNAL_NONE;
	snprintf(found->code, sizeof(found->code), "%s", code);
	column_copy(s, 0, found->report_id, sizeof(found->report_id));
	column_copy(s, 1, found->key_digest, sizeof(found->key_digest));
	column_copy(s, 2, found->body_hash, sizeof(found->body_hash));
	sqlite3_reset(s);
	return JOURNAL_KNOWN;
}

enum journal_outcome journal_find_row(
	struct journal *j, const struct batch_row *row, struct journal_found *found)
{
	enum journal_outcome outcome =
		journal_find(j, row->tenant_id, row->values[COLUMN_code], found);

	if (outcome != JOURNAL_KNOWN)
		return outcome;
	if (strcmp(found->key_digest, row->values[COLUMN_key_digest]) != 0)
		return JOURNAL_CODE_TAKEN;
	return is_other_body(found->body_hash, row->values[COLUMN_body_hash]) ? JOURNAL_OTHER_BODY
									      : JOURNAL_KNOWN;
}

/* Writes a report that is not there yet. */
static void entry_insert(struct journal *j, const struct journal_entry *e)
{
	sqlite3_stmt *s = statement(j, KEEP);
	struct str row = { 0 };

	row_write(&row, e->row);
	sqlite3_bind_int(s, 1, e->row->tenant_id);
	bind_text(s, 2, e->row->values[COLUMN_code]);
	sqlite3_bind_int64(s, 3, (int64_t)e->arrived_ms);
	bind_text(s, 4, e->spare_code);
	bind_text(s, 5, e->spare_secret_digest);
	bind_text(s, 6, row.data);
	step(j, s);
	sqlite3_clear_bindings(s);
	str_free(&row);
}

enum journal_outcome journal_keep(
	struct journal *j, const struct journal_entry *e, struct journal_found *found)
{
	const struct batch_row *row = e->row;
	enum journal_outcome outcome;

	if (j->settings.state && atomic_load(&j->settings.state->damaged))
		return JOURNAL_FAILED;
	outcome = journal_find_row(j, row, found);
	if (outcome != JOURNAL_NONE)
		return outcome;
	if (!j->room)
		return JOURNAL_FULL;
	entry_insert(j, e);
	if (j->failed)
		return JOURNAL_FAILED;
	j->room = ++j->rows < j->settings.rows_max;
	snprintf(found->report_id, sizeof(found->report_id), "%s", row->values[COLUMN_report_id]);
	snprintf(found->code, sizeof(found->code), "%s", row->values[COLUMN_code]);
	return JOURNAL_KEPT;
}

/* Reads the columns of a row out of its JSON; one that is none has none. */
static void columns_read(struct journal *j, const unsigned char *json, struct arena *a,
	const char *values[COLUMN_COUNT])
{
	sqlite3_stmt *s = statement(j, COLUMNS);

	bind_text(s, 1, (const char *)json);
	while (step(j, s)) {
		const char *key = (const char *)sqlite3_column_text(s, 0);

		for (size_t c = 0; c < COLUMN_COUNT; c++)
			if (!strcmp(column_names[c], key))
				values[c] =
					arena_string(a, (const char *)sqlite3_column_text(s, 1));
	}
	sqlite3_clear_bindings(s);
}

bool journal_walk(struct journal *j, bool aside,
	bool (*take)(void *arg, const struct journal_row *row), void *arg)
{
	sqlite3_stmt *s = statement(j, aside ? WALK_ASIDE : WALK_WAITING);
	bool more = true;

	while (more && step(j, s)) {
		struct arena *a = arena_new();
		struct journal_row row = { .place = sqlite3_column_int64(s, 0),
			.tenant_id = sqlite3_column_int(s, 1),
			.arrived_ms = (uint64_t)sqlite3_column_int64(s, 2),
			.refused = (const char *)sqlite3_column_text(s, 3),
			.tries = sqlite3_column_int(s, 4) };

		columns_read(j, sqlite3_column_text(s, 5), a, row.values);
		more = !j->failed && take(arg, &row);
		arena_free(a);
	}
	sqlite3_reset(s);
	return !j->failed;
}

void journal_drop(struct journal *j, int64_t place)
{
	sqlite3_stmt *s = statement(j, DROP);

	sqlite3_bind_int64(s, 1, place);
	step(j, s);
	j->rows -= sqlite3_changes(j->db);
}

void journal_set_aside(struct journal *j, int64_t place, const char *reason)
{
	sqlite3_stmt *s = statement(j, SET_ASIDE);

	sqlite3_bind_int64(s, 1, place);
	bind_text(s, 2, reason);
	step(j, s);
	sqlite3_clear_bindings(s);
}

void journal_tried(struct journal *j, int64_t place)
{
	sqlite3_stmt *s = statement(j, TRIED);

	sqlite3_bind_int64(s, 1, place);
	step(j, s);
}

void journal_wait_again(struct journal *j)
{
	run(j, WAIT_AGAIN);
}

bool journal_use_spare(struct journal *j, int64_t place, bool same_key)
{
	sqlite3_stmt *s = statement(j, USE_SPARE);

	sqlite3_bind_int64(s, 1, place);
	sqlite3_bind_int(s, 2, same_key);
	step(j, s);
	return !j->failed && sqlite3_changes(j->db) > 0;
}

void journal_hosts_write(struct journal *j, const struct journal_host *items, size_t count)
{
	run(j, HOSTS_DROP);
	for (size_t i = 0; i < count; i++) {
		sqlite3_stmt *s = statement(j, HOST_ADD);

		sqlite3_bind_int(s, 1, items[i].tenant_id);
		sqlite3_bind_int(s, 2, items[i].is_default);
		bind_text(s, 3, items[i].host);
		step(j, s);
		sqlite3_clear_bindings(s);
	}
}

size_t journal_hosts_read(struct journal *j, struct arena *a, struct journal_host **items)
{
	size_t most = (size_t)number(j, HOSTS_COUNT), count = 0; /* so that there is room for all */
	sqlite3_stmt *s = statement(j, HOSTS_READ);

	*items = arena_alloc(a, (most + 1) * sizeof(**items));
	while (count < most && step(j, s))
		(*items)[count++] = (struct journal_host){ sqlite3_column_int(s, 0),
			sqlite3_column_int(s, 1) != 0,
			arena_string(a, (const char *)sqlite3_column_text(s, 2)), 0 };
	sqlite3_reset(s);
	return count;
}

bool journal_count(struct journal *j, struct journal_figures *out)
{
	sqlite3_stmt *s = statement(j, FIGURES);

	*out = (struct journal_figures){ 0 };
	if (step(j, s))
		*out = (struct journal_figures){ sqlite3_column_int64(s, 0),
			sqlite3_column_int64(s, 1), (uint64_t)sqlite3_column_int64(s, 2) };
	sqlite3_reset(s);
	return !j->failed;
}

bool journal_check(struct journal *j, struct str *out)
{
	sqlite3_stmt *s = statement(j, CHECK);
	bool good = false;

	while (step(j, s)) {
		const char *said = (const char *)sqlite3_column_text(s, 0);

		good = said && !strcmp(said, "ok");
		if (!good)
			str_printf(out, "%s%s", out->len ? "; " : "", said);
	}
	if (j->failed)
		str_printf(out, "%s%s", out->len ? "; " : "", journal_error(j));
	good = good && !j->failed;
	if (j->settings.state)
		atomic_store(&j->settings.state->damaged, !good);
	return good;
}
