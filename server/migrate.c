#include "server/migrate.h"

#include <openssl/sha.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "server/version.h"

/* Of the advisory lock; any number that nobody else takes: "pakn" in ASCII. */
#define LOCK        "1885432686"

#define DIGEST_SIZE (2 * SHA256_DIGEST_LENGTH + 1)

/* What the steps of one run share. */
struct run {
	struct db_sync *db;
	const struct migrate_plan *plan;
	struct str *error;
	int applied; /* migrations that the database has */
	int done;    /* migrations that this run added */
};

/* Writes a line for the person at the terminal. */
__attribute__((format(printf, 2, 3))) static void progress(
	const struct run *r, const char *format, ...)
{
	va_list args;

	if (!r->plan->progress)
		return;
	va_start(args, format);
	vfprintf(r->plan->progress, format, args);
	va_end(args);
	fflush(r->plan->progress);
}

/* Writes a digest in hexadecimal. */
static void digest_hex(char out[DIGEST_SIZE], const void *data, size_t len)
{
	unsigned char digest[SHA256_DIGEST_LENGTH];
	struct str hex = { 0 };

	SHA256(data, len, digest);
	str_add_hex(&hex, digest, sizeof(digest));
	memcpy(out, hex.data, DIGEST_SIZE);
	str_free(&hex);
}

/* Digests the names and texts of all functions. */
static void functions_digest(char out[DIGEST_SIZE], const struct sql_file *functions)
{
	struct str all = { 0 };

	for (const struct sql_file *f = functions; f->name; f++) {
		str_printf(&all, "%s %zu\n", f->name, f->len);
		str_add_bytes(&all, f->text, f->len);
	}
	digest_hex(out, all.data ? all.data : "", all.len);
	str_free(&all);
}

/* Copies what follows `-- oldest-binary: ` in the first line; false where it does not say so. */
static bool oldest_binary(const struct sql_file *f, char *out, size_t size)
{
	struct span text = { f->text, f->len };
	size_t len = strlen("-- oldest-binary:");

	if (!span_starts(text, "-- oldest-binary:"))
		return false;
	text = span_skip(text, len);
	text.len = strcspn(text.data, "\r\n") < text.len ? strcspn(text.data, "\r\n") : text.len;
	text = span_trim(text);
	snprintf(out, size, "%.*s", (int)text.len, text.data);
	return true;
}

/* Checks that the files are numbered 1, 2, 3 ... */
static bool files_check(struct run *r)
{
	for (int i = 0; r->plan->migrations[i].name; i++) {
		const char *name = r->plan->migrations[i].name;

		if (atoi(name) != i + 1) {
			str_printf(r->error,
				"The migration %s is in the place of number %d: numbers must "
				"follow each other without gaps.",
				name, i + 1);
			return false;
		}
	}
	return true;
}

static int files_count(const struct sql_file *files)
{
	int count = 0;

	while (files[count].name)
		count++;
	return count;
}

/* Asks a question whose answer is one value; false on an error.  yes: whether it is `t`. */
static bool ask_bool(struct run *r, const char *text, bool *yes)
{
	struct db_rows *rows = db_sync_ask(r->db, text, 0, NULL, r->error);
	const char *value;

	if (!rows)
		return false;
	value = db_rows_count(rows) ? db_rows_value(rows, 0, 0) : NULL;
	*yes = value && !strcmp(value, "t");
	db_rows_free(rows);
	return true;
}

/* Waits until no other migration runs.  The lock is the session's and ends with it. */
static bool lock_take(struct run *r)
{
	bool mine;

	if (r->plan->dry_run)
		return true;
	if (!ask_bool(r, "select pg_try_advisory_lock(" LOCK ")", &mine))
		return false;
	if (mine)
		return true;
	progress(r, "Waiting for another migration of this database to end.\n");
	return db_sync_run(r->db, span_of("select pg_advisory_lock(" LOCK ")"), r->error);
}

/* Makes the tables of what was applied.  Everybody may read the first: readiness does. */
static bool books_make(struct run *r)
{
	static const char text[] =
		"begin;"
		"create table if not exists public.pakn_migration ("
		" number int primary key, name text not null, checksum text not null,"
		" applied_at timestamptz not null default now(), oldest_binary text);"
		"create table if not exists public.pakn_functions ("
		" checksum text not null, applied_at timestamptz not null default now());"
		"grant select on public.pakn_migration to public;"
		"commit";
	bool there;

	if (!ask_bool(r, "select to_regclass('public.pakn_functions') is not null", &there))
		return false;
	return there || r->plan->dry_run || db_sync_run(r->db, span_of(text), r->error);
}

/* Refuses a schema that has a migration which this binary does not know. */
static bool refuse_newer(struct run *r, const struct db_rows *rows)
{
	int last = db_rows_count(rows) - 1, known = files_count(r->plan->migrations);
	const char *oldest = db_rows_value(rows, last, 3);

	str_printf(r->error,
		"The database has the migration %s, but this is pakn %s, which knows only the "
		"first %d. "
		"Use pakn %s or newer.",
		db_rows_value(rows, last, 1), r->plan->version, known,
		oldest && migrate_version_compare(oldest, r->plan->version) > 0
			? oldest
			: "of the version that applied it");
	return false;
}

/* Compares one applied migration with the file of its number. */
static bool applied_check(struct run *r, const struct db_rows *rows, int row)
{
	const struct sql_file *f = &r->plan->migrations[row];
	char digest[DIGEST_SIZE];

	if (atoi(db_rows_value(rows, row, 0)) != row + 1) {
		str_printf(r->error,
			"public.pakn_migration lacks number %d: was it edited by hand?", row + 1);
		return false;
	}
	digest_hex(digest, f->text, f->len);
	if (!strcmp(digest, db_rows_value(rows, row, 2)))
		return true;
	str_printf(r->error,
		"The migration %s was applied with another text (as %s). An applied migration must "
		"not "
		"be changed: restore the file, and put the change into a new one.",
		f->name, db_rows_value(rows, row, 1));
	return false;
}

/* Compares what was applied with what this binary has. */
static bool books_check(struct run *r)
{
	struct db_rows *rows;
	bool there, ok = true;

	if (!ask_bool(r, "select to_regclass('public.pakn_migration') is not null", &there))
		return false;
	if (!there)
		return true;
	rows = db_sync_ask(r->db,
		"select number, name, checksum, oldest_binary from public.pakn_migration order by "
		"number",
		0, NULL, r->error);
	if (!rows)
		return false;
	r->applied = db_rows_count(rows);
	if (r->applied > files_count(r->plan->migrations))
		ok = refuse_newer(r, rows);
	for (int i = 0; ok && i < r->applied; i++)
		ok = applied_check(r, rows, i);
	db_rows_free(rows);
	return ok;
}

/* Begins a transaction that waits for no lock for long: whoever is behind us in that queue waits
 * too. */
static bool transaction_begin(struct run *r)
{
	return db_sync_run(r->db,
		span_of("begin; set local lock_timeout = '10s'; set local check_function_bodies = "
			"off"),
		r->error);
}

/* Ends it; settings that a file has made end with it. */
static bool transaction_commit(struct run *r)
{
	return db_sync_run(r->db, span_of("commit; reset all"), r->error);
}

/* Undoes it. */
static void transaction_undo(struct run *r)
{
	struct str ignored = { 0 };

	db_sync_run(r->db, span_of("rollback; reset all"), &ignored);
	str_free(&ignored);
}

/* Runs a file within the transaction. */
static bool file_run(struct run *r, const char *folder, const struct sql_file *f)
{
	str_printf(r->error, "%s/%s.sql: ", folder, f->name);
	if (!db_sync_run(r->db, (struct span){ f->text, f->len }, r->error)) {
		if (!strcmp(db_sync_sqlstate(r->db), "55P03"))
			str_add(r->error,
				" Something else holds a lock: try again when it has ended.");
		str_add(r->error, " Nothing of this step was kept.");
		return false;
	}
	if (!db_sync_in_transaction(r->db)) {
		str_add(r->error, "a file must not begin or end transactions.");
		return false;
	}
	str_clear(r->error);
	return true;
}

/* Notes a migration as applied. */
static bool migration_note(struct run *r, const struct sql_file *f)
{
	char number[12], digest[DIGEST_SIZE], oldest[32];
	const char *const values[] = { number, f->name, digest,
		oldest_binary(f, oldest, sizeof(oldest)) ? oldest : NULL };
	struct db_rows *rows;

	snprintf(number, sizeof(number), "%d", atoi(f->name));
	digest_hex(digest, f->text, f->len);
	rows = db_sync_ask(r->db,
		"insert into public.pakn_migration (number, name, checksum, oldest_binary)"
		" values ($1, $2, $3, $4)",
		4, values, r->error);
	db_rows_free(rows);
	return rows != NULL;
}

/* Applies one migration. */
static bool migration_apply(struct run *r, const struct sql_file *f)
{
	progress(r, r->plan->dry_run ? "Would apply %s\n" : "Applying %s\n", f->name);
	r->done++;
	if (r->plan->dry_run)
		return true;
	if (transaction_begin(r) && file_run(r, "sql/migrations", f) && migration_note(r, f) &&
		transaction_commit(r))
		return true;
	transaction_undo(r);
	return false;
}

/* Applies all migrations that the database lacks. */
static bool migrations_apply(struct run *r)
{
	for (const struct sql_file *f = r->plan->migrations + r->applied; f->name; f++)
		if (!migration_apply(r, f))
			return false;
	return true;
}

/* Tells whether the functions in the database are those of this binary. */
static bool functions_current(struct run *r, const char *digest, bool *current)
{
	struct db_rows *rows;
	bool there;

	*current = false;
	if (!ask_bool(r, "select to_regclass('public.pakn_functions') is not null", &there))
		return false;
	if (!there)
		return true;
	rows = db_sync_ask(r->db, "select from public.pakn_functions where checksum = $1", 1,
		&digest, r->error);
	if (!rows)
		return false;
	*current = db_rows_count(rows) > 0;
	db_rows_free(rows);
	return true;
}

/* Runs all files of functions, and notes their digest.  They may use each other in any order, so
 * bodies are not looked into here. */
static bool functions_run(struct run *r, const char *digest)
{
	struct db_rows *rows;

	for (const struct sql_file *f = r->plan->functions; f->name; f++)
		if (!file_run(r, "sql/functions", f))
			return false;
	if (!db_sync_run(r->db, span_of("delete from public.pakn_functions"), r->error))
		return false;
	rows = db_sync_ask(r->db, "insert into public.pakn_functions (checksum) values ($1)", 1,
		&digest, r->error);
	db_rows_free(rows);
	return rows != NULL;
}

/* Applies the functions where they have changed, or where a migration may have changed them. */
static bool functions_apply(struct run *r)
{
	char digest[DIGEST_SIZE];
	bool current;

	functions_digest(digest, r->plan->functions);
	if (!functions_current(r, digest, &current))
		return false;
	if (current && !r->done && !r->plan->force_functions) {
		progress(r, "The functions are up to date.\n");
		return true;
	}
	progress(r,
		r->plan->dry_run ? "Would apply %d files of functions\n"
				 : "Applying %d files of functions\n",
		files_count(r->plan->functions));
	if (r->plan->dry_run)
		return true;
	if (transaction_begin(r) && functions_run(r, digest) && transaction_commit(r))
		return true;
	transaction_undo(r);
	return false;
}

bool migrate_run(struct db_sync *db, const struct migrate_plan *plan, struct str *error)
{
	struct run r = { .db = db, .plan = plan, .error = error };

	if (!files_check(&r) || !lock_take(&r) || !books_make(&r) || !books_check(&r))
		return false;
	if (!migrations_apply(&r) || !functions_apply(&r))
		return false;
	progress(&r, plan->dry_run ? "Nothing was changed.\n" : "The schema is at migration %d.\n",
		r.applied + r.done);
	return true;
}

int migrate_head(void)
{
	return files_count(sql_migrations);
}

int migrate_version_compare(const char *a, const char *b)
{
	while (*a || *b) {
		char *a_end, *b_end;
		long x = strtol(a, &a_end, 10), y = strtol(b, &b_end, 10);

		if (x != y)
			return x < y ? -1 : 1;
		a = *a_end == '.' ? a_end + 1 : "";
		b = *b_end == '.' ? b_end + 1 : "";
	}
	return 0;
}

bool migrate_fits(const char *head, const char *oldest)
{
	return atoi(head) >= migrate_head() &&
	       (!oldest || migrate_version_compare(oldest, PAKN_VERSION) <= 0);
}
