#include "server/journal_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MODE            0600
#define BUSY_MS         5000       /* somebody else's transaction is waited for so long */
#define APPLICATION_ID  0x50414b4e /* "PAKN": the file is ours */
#define PAGE_SIZE_BYTES 4096
#define LOCK_TRIES      100
#define LOCK_PAUSE_US   100000

/* A small WAL: what it holds must still fit into the file when the disk is nearly full. */
static const char settings[] =
	"pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 128; "
	"pragma journal_size_limit = 524288; pragma cell_size_check = on; "
	"pragma trusted_schema = off; pragma secure_delete = on";

/* spare_*: for the case that the code is another's.  refused: why the database does not take it;
 * null: it waits.  tries: of which nobody knows what they came to.  row: the columns of
 * server/batch.h by name. */
static const char schema[] =
	"create table if not exists report ("
	"place integer primary key, tenant_id integer not null, code text not null, "
	"arrived_ms integer not null, spare_code text, spare_secret_digest text, refused text, "
	"tries integer not null default 0, row text not null) strict; "
	"create unique index if not exists report_code on report (tenant_id, code); "
	"create index if not exists report_waiting on report (arrived_ms, place) where refused is "
	"null; "
	"create index if not exists report_aside on report (arrived_ms, place) where refused is "
	"not "
	"null; "
	"create table if not exists host (tenant_id integer not null, is_default integer not null, "
	"host text) strict; "
	"pragma user_version = 1; pragma application_id = 1346456398";

_Static_assert(APPLICATION_ID == 1346456398, "the schema names it in decimal");

bool journal_file_damaged(int code)
{
	return (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
}

void journal_file_own(int fd, const char *like)
{
	char copy[PATH_MAX];
	struct stat owner;

	snprintf(copy, sizeof(copy), "%s", like);
	if (geteuid() != 0 || (stat(like, &owner) != 0 && stat(dirname(copy), &owner) != 0))
		return;
	/* Where that fails, the daemon says that it may not open the file. */
	if (fchown(fd, owner.st_uid, owner.st_gid) != 0)
		return;
}

int journal_file_lock(const char *path, bool alone, struct str *error)
{
	char name[PATH_MAX];
	int lock, tries = alone ? LOCK_TRIES : 1;

	snprintf(name, sizeof(name), "%s-lock", path);
	lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, MODE);
	if (lock < 0) {
		str_printf(error, "%s cannot be opened: %m", name);
		return -1;
	}
	journal_file_own(lock, path);
	while (flock(lock, (alone ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0) {
		if (--tries <= 0) {
			str_add(error, alone ? "it is in use: stop the daemon first"
					     : "it is being repaired");
			close(lock);
			return -1;
		}
		usleep(LOCK_PAUSE_US);
	}
	return lock;
}

void journal_file_unlock(int lock)
{
	if (lock >= 0)
		close(lock);
}

/* Makes an empty file that only its owner can read; one that is there stays. */
static bool file_make(const char *path, struct str *error)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, MODE);

	if (fd < 0 && errno != EEXIST) {
		str_printf(error, "%s cannot be made: %m", path);
		return false;
	}
	if (fd >= 0) {
		journal_file_own(fd, path);
		close(fd);
	}
	return true;
}

/* Reads a pragma that is a number. */
static int number_read(sqlite3 *db, const char *pragma, sqlite3_int64 *number)
{
	sqlite3_stmt *s = NULL;
	int code = sqlite3_prepare_v2(db, pragma, -1, &s, NULL);

	if (code == SQLITE_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
		*number = sqlite3_column_int64(s, 0);
		code = SQLITE_OK;
	}
	sqlite3_finalize(s);
	return code;
}

/* Makes the schema where there is none; refuses a file that is not ours. */
static int schema_make(sqlite3 *db, struct str *error)
{
	sqlite3_int64 version = 0, application = 0;
	int code = number_read(db, "pragma user_version", &version);

	if (code == SQLITE_OK)
		code = number_read(db, "pragma application_id", &application);
	if (code != SQLITE_OK)
		return code;
	if (version > 1 || (version && application != APPLICATION_ID)) {
		str_add(error, "another program's file, or of a newer version");
		return SQLITE_MISMATCH;
	}
	if (version)
		return SQLITE_OK;
	code = sqlite3_exec(db, "begin immediate", NULL, NULL, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_exec(db, schema, NULL, NULL, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_exec(db, "commit", NULL, NULL, NULL);
	return code;
}

/* Sets up a connection. */
static int file_prepare(sqlite3 *db, long bytes_max, struct str *error)
{
	char most[64];
	int code;

	sqlite3_busy_timeout(db, BUSY_MS);
	sqlite3_extended_result_codes(db, 1);
	snprintf(most, sizeof(most), "pragma max_page_count = %ld", bytes_max / PAGE_SIZE_BYTES);
	code = sqlite3_exec(db, settings, NULL, NULL, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_exec(db, most, NULL, NULL, NULL);
	if (code == SQLITE_OK)
		code = schema_make(db, error);
	return code;
}

int journal_file_open(
	const char *path, bool must_exist, long bytes_max, sqlite3 **db, struct str *error)
{
	int code;

	if (!must_exist && !file_make(path, error))
		return SQLITE_CANTOPEN;
	code = sqlite3_open_v2(path, db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (code == SQLITE_OK)
		code = file_prepare(*db, bytes_max, error);
	if (code != SQLITE_OK) {
		if (!error->len)
			str_add(error, *db ? sqlite3_errmsg(*db) : "out of memory");
		sqlite3_close(*db);
		*db = NULL;
	}
	return code;
}
