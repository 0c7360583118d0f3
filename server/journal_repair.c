#include "server/journal_repair.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "server/journal_file.h"

#define PAGE_BYTES 4096
#define PAGES_OFFSET                                                                               \
	28 /* in the header: the number of pages (sqlite.org/fileformat2.html, 1.3)                \
	    */
#define FREELIST_OFFSET 32 /* and the list of free ones, 8 bytes */
#define NAME_MAX_BYTES  (PATH_MAX - 32)

/* The files that take part: the journal, a copy to read from, a new one. */
struct repair {
	const struct journal_settings *settings;
	char copy[PATH_MAX], fresh[PATH_MAX];
	sqlite3 *from, *to;
	struct str *error;
};

static bool repair_fail(struct repair *r, const char *what)
{
	if (!r->error->len)
		str_printf(r->error, "%s: %s", what, strerror(errno));
	return false;
}

/* Copies the bytes of a file that is there. */
static bool bytes_copy(int from, int to)
{
	char bytes[65536];
	ssize_t len;

	while ((len = read(from, bytes, sizeof(bytes))) > 0)
		if (write(to, bytes, (size_t)len) != len)
			return false;
	return len == 0;
}

static bool file_copy(struct repair *r, const char *name, const char *copy, bool must)
{
	int from = open(name, O_RDONLY | O_CLOEXEC), to;
	bool good;

	if (from < 0)
		return !must || repair_fail(r, name);
	to = open(copy, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	good = to >= 0 && bytes_copy(from, to);
	if (!good)
		repair_fail(r, copy);
	close(from);
	if (to >= 0)
		close(to);
	return good;
}

/* Removes a file and those that SQLite puts beside it. */
static void files_remove(const char *path)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
	char name[PATH_MAX];

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		snprintf(name, sizeof(name), "%.*s%s", NAME_MAX_BYTES, path, ends[i]);
		unlink(name);
	}
}

/* Copies the journal with its WAL, so that it stays as it is. */
static bool copy_make(struct repair *r)
{
	char wal[PATH_MAX], copied[PATH_MAX];

	snprintf(wal, sizeof(wal), "%.*s-wal", NAME_MAX_BYTES, r->settings->path);
	snprintf(copied, sizeof(copied), "%.*s-wal", NAME_MAX_BYTES, r->copy);
	return file_copy(r, r->settings->path, r->copy, true) && file_copy(r, wal, copied, false);
}

/* Tells whether the schema of the copy can be read. */
static bool copy_open(struct repair *r)
{
	return sqlite3_open_v2(r->copy, &r->from, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
	       sqlite3_exec(r->from, "select place from report limit 0", NULL, NULL, NULL) ==
		       SQLITE_OK;
}

/* Writes a number as the header has it. */
static void number_put(unsigned char *at, uint32_t number)
{
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(number >> (24 - 8 * i));
}

/* Gives the copy the first page of the new file: it holds the schema, which is always the same. */
static bool page_replace(struct repair *r)
{
	unsigned char page[PAGE_BYTES];
	int from = open(r->fresh, O_RDONLY | O_CLOEXEC), to = open(r->copy, O_RDWR | O_CLOEXEC);
	off_t size = to < 0 ? 0 : lseek(to, 0, SEEK_END);
	bool good = from >= 0 && to >= 0 && size >= PAGE_BYTES &&
		    pread(from, page, sizeof(page), 0) == PAGE_BYTES;

	if (good) {
		number_put(page + PAGES_OFFSET, (uint32_t)(size / PAGE_BYTES));
		memset(page + FREELIST_OFFSET, 0, 8);
		good = pwrite(to, page, sizeof(page), 0) == PAGE_BYTES;
	}
	if (from >= 0)
		close(from);
	if (to >= 0)
		close(to);
	return good;
}

/* Makes the new file. */
static bool fresh_make(struct repair *r)
{
	return journal_file_open(r->fresh, false, r->settings->bytes_max, &r->to, r->error) ==
	       SQLITE_OK;
}

/* Copies the rows that a query gives until it ends or cannot go on; the last place that it gave. */
static int64_t rows_copy(struct repair *r, const char *query, int64_t first, int64_t last)
{
	sqlite3_stmt *from = NULL, *to = NULL;
	int64_t place = 0;

	sqlite3_prepare_v2(r->from, query, -1, &from, NULL);
	sqlite3_prepare_v2(r->to,
		"insert or ignore into report (place, tenant_id, code, arrived_ms, spare_code, "
		"spare_secret_digest, refused, row) select ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 "
		"where json_valid(?8)",
		-1, &to, NULL);
	sqlite3_bind_int64(from, 1, first);
	sqlite3_bind_int64(from, 2, last);
	while (sqlite3_step(from) == SQLITE_ROW) {
		place = sqlite3_column_int64(from, 0);
		for (int i = 0; i < 8; i++)
			sqlite3_bind_value(to, i + 1, sqlite3_column_value(from, i));
		sqlite3_step(to);
		sqlite3_reset(to);
	}
	sqlite3_finalize(from);
	sqlite3_finalize(to);
	return place;
}

#define ROWS                                                                                       \
	"select place, tenant_id, code, arrived_ms, spare_code, spare_secret_digest, refused, "    \
	"row "                                                                                     \
	"from report where place between ?1 and ?2 "

/* Copies what can be read: from the front, from the back, and what lies between, row by row. */
static bool rows_save(struct repair *r)
{
	int64_t front, back;

	if (sqlite3_exec(r->to, "begin", NULL, NULL, NULL) != SQLITE_OK)
		return false;
	front = rows_copy(r, ROWS "order by place", 0, INT64_MAX);
	back = rows_copy(r, ROWS "order by place desc", front + 1, INT64_MAX);
	for (int64_t place = front + 1; place < back; place++)
		rows_copy(r, ROWS, place, place);
	return sqlite3_exec(r->to, "commit", NULL, NULL, NULL) == SQLITE_OK;
}

/* Counts the rows of the new file. */
static int64_t rows_count(struct repair *r)
{
	sqlite3_stmt *s = NULL;
	int64_t count = -1;

	sqlite3_prepare_v2(r->to, "select count(*) from report", -1, &s, NULL);
	if (sqlite3_step(s) == SQLITE_ROW)
		count = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return count;
}

/* Writes the names of a folder to disk. */
static void folder_sync(const char *path)
{
	char copy[PATH_MAX];
	int folder;

	snprintf(copy, sizeof(copy), "%s", path);
	folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder >= 0) {
		fsync(folder);
		close(folder);
	}
}

/* Puts the new file in place of the damaged one, which gets another name. */
static bool fresh_place(struct repair *r, char kept[PATH_MAX])
{
	const char *path = r->settings->path;
	char wal[PATH_MAX], kept_wal[PATH_MAX], shm[PATH_MAX];

	snprintf(kept, PATH_MAX, "%.*s-damaged-%lld", NAME_MAX_BYTES, path, (long long)time(NULL));
	snprintf(wal, sizeof(wal), "%.*s-wal", NAME_MAX_BYTES, path);
	snprintf(kept_wal, sizeof(kept_wal), "%.*s-wal", NAME_MAX_BYTES, kept);
	snprintf(shm, sizeof(shm), "%.*s-shm", NAME_MAX_BYTES, path);
	if (link(path, kept) != 0)
		return repair_fail(r, kept);
	if ((rename(wal, kept_wal) != 0 && errno != ENOENT) || rename(r->fresh, path) != 0)
		return repair_fail(r, path);
	unlink(shm);
	folder_sync(path);
	return true;
}

/* Makes the new file and fills it. */
static bool fresh_fill(struct repair *r, struct journal_repair *out)
{
	if (!copy_make(r) || !fresh_make(r))
		return false;
	if (!copy_open(r)) {
		sqlite3_close(r->from);
		/* What is written to a new file lies in its WAL at first. */
		sqlite3_close(r->to);
		if (!page_replace(r))
			return repair_fail(r, r->copy);
		if (!fresh_make(r))
			return false;
		(void)copy_open(r);
	}
	if (!rows_save(r)) {
		str_add(r->error, sqlite3_errmsg(r->to));
		return false;
	}
	out->saved = rows_count(r);
	return true;
}

bool journal_repair(
	const struct journal_settings *settings, struct journal_repair *out, struct str *error)
{
	struct repair r = { .settings = settings, .error = error };
	int lock = journal_file_lock(settings->path, true, error);
	bool good;

	*out = (struct journal_repair){ 0 };
	if (lock < 0)
		return false;
	snprintf(r.copy, sizeof(r.copy), "%.*s-copy", NAME_MAX_BYTES, settings->path);
	snprintf(r.fresh, sizeof(r.fresh), "%.*s-new", NAME_MAX_BYTES, settings->path);
	files_remove(r.copy);
	files_remove(r.fresh);
	good = fresh_fill(&r, out);
	sqlite3_close(r.from);
	good = sqlite3_close(r.to) == SQLITE_OK && good && fresh_place(&r, out->kept);
	files_remove(r.copy);
	files_remove(r.fresh);
	journal_file_unlock(lock);
	return good;
}
