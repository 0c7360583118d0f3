/* The journal: what is committed is there, in order, whatever happens to the process or the file.
 */
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/arena.h"
#include "server/journal.h"
#include "server/journal_repair.h"
#include "tests/common/unit.h"

#define TENANT 24

static char folder[64], path[96];
static struct journal_state state;
static struct journal_settings settings = { path, 1000, 64L << 20, &state };
static struct str error;

static int folder_make(void **unused)
{
	(void)unused;
	strcpy(folder, "/tmp/pakn-journal-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/journal", folder);
	state = (struct journal_state){ .on = true };
	settings.rows_max = 1000;
	settings.bytes_max = 64L << 20;
	str_clear(&error);
	return 0;
}

static int entry_remove(const char *name, const struct stat *s, int type, struct FTW *at)
{
	(void)s;
	(void)type;
	(void)at;
	return remove(name);
}

static int folder_remove(void **unused)
{
	(void)unused;
	return nftw(folder, entry_remove, 8, FTW_DEPTH | FTW_PHYS);
}

/* Opens the journal, which must succeed. */
static struct journal *opened(void)
{
	struct journal *j = journal_open(&settings, false, &error);

	if (!j)
		fail_msg("%s", error.data);
	return j;
}

/* Keeps a report under a code and a key, in a transaction of its own. */
static enum journal_outcome keep(
	struct journal *j, const char *code, const char *key, const char *body, uint64_t arrived_ms)
{
	struct batch_row row = { .tenant_id = TENANT };
	struct journal_entry entry = { &row, arrived_ms, "SPARE", "\\x05" };
	struct journal_found found = { 0 };
	enum journal_outcome outcome;

	row.values[COLUMN_report_id] = "018f0000-0000-7000-8000-000000000001";
	row.values[COLUMN_code] = code;
	row.values[COLUMN_key_digest] = key;
	row.values[COLUMN_body_hash] = body;
	row.values[COLUMN_secret_digest] = "\\x02";
	row.values[COLUMN_description] = "Đường \"sụt\" \\ lún {a,b}\n";
	assert_true(journal_begin(j, true));
	outcome = journal_keep(j, &entry, &found);
	return journal_commit(j) ? outcome : JOURNAL_FAILED;
}

/* Looks for a code; with a key, as a row that may be there. */
static enum journal_outcome find(
	struct journal *j, const char *code, const char *key, const char *body)
{
	struct journal_found found = { 0 };
	struct batch_row row = { .tenant_id = TENANT };
	enum journal_outcome outcome;

	row.values[COLUMN_code] = code;
	row.values[COLUMN_key_digest] = key;
	row.values[COLUMN_body_hash] = body;
	assert_true(journal_begin(j, false));
	outcome = key ? journal_find_row(j, &row, &found) : journal_find(j, TENANT, code, &found);
	assert_true(journal_commit(j));
	if (outcome == JOURNAL_KNOWN)
		assert_string_equal(found.code, code);
	return outcome;
}

/* What a walk has met. */
struct met {
	int count;
	int64_t places[64];
	char codes[64][20], text[64], secret[16], key_of[20], refused[32];
};

static bool note(void *arg, const struct journal_row *row)
{
	struct met *m = arg;

	m->places[m->count] = row->place;
	assert_int_equal(row->tenant_id, TENANT);
	snprintf(m->codes[m->count++], 20, "%s", row->values[COLUMN_code]);
	snprintf(m->text, sizeof(m->text), "%s", row->values[COLUMN_description]);
	snprintf(m->secret, sizeof(m->secret), "%s", row->values[COLUMN_secret_digest]);
	snprintf(m->key_of, sizeof(m->key_of), "%s",
		row->values[COLUMN_key_of] ? row->values[COLUMN_key_of] : "");
	snprintf(m->refused, sizeof(m->refused), "%s", row->refused ? row->refused : "");
	assert_null(row->values[COLUMN_phone]);
	return m->count < 64;
}

static struct met walked(struct journal *j, bool aside)
{
	struct met m = { 0 };

	assert_true(journal_begin(j, false));
	assert_true(journal_walk(j, aside, note, &m));
	assert_true(journal_commit(j));
	return m;
}

static void rows_come_back_as_they_were_in_order_of_arrival(void **unused)
{
	static const char *const codes[] = { "FIRST", "SECOND", "THIRD" };
	static const uint64_t arrived[] = { 1000, 3000, 2000 };
	struct journal *j = opened();
	struct met m;

	(void)unused;
	for (int i = 0; i < 3; i++)
		assert_int_equal(keep(j, codes[i], "\\x01", "\\x11", arrived[i]), JOURNAL_KEPT);
	journal_close(j);
	j = opened();
	m = walked(j, false);
	assert_int_equal(m.count, 3);
	assert_string_equal(m.codes[0], "FIRST");
	assert_string_equal(m.codes[1], "THIRD");
	assert_string_equal(m.codes[2], "SECOND");
	assert_string_equal(m.text, "Đường \"sụt\" \\ lún {a,b}\n");
	assert_string_equal(m.secret, "\\x02");
	assert_int_equal(atomic_load(&state.rows), 3);
	journal_close(j);
}

static void a_code_is_kept_once_and_told_apart_by_key_and_body(void **unused)
{
	struct journal *j = opened();

	(void)unused;
	assert_int_equal(find(j, "CODE", NULL, NULL), JOURNAL_NONE);
	assert_int_equal(keep(j, "CODE", "\\x01", "\\x11", 1), JOURNAL_KEPT);
	assert_int_equal(keep(j, "CODE", "\\x01", "\\x11", 2), JOURNAL_KNOWN);
	assert_int_equal(keep(j, "CODE", "\\x01", "\\x12", 2), JOURNAL_OTHER_BODY);
	assert_int_equal(
		keep(j, "CODE", "\\x01", "\\x1211", 2), JOURNAL_KNOWN); /* of another kind */
	assert_int_equal(keep(j, "CODE", "\\x02", "\\x11", 2), JOURNAL_CODE_TAKEN);
	assert_int_equal(find(j, "CODE", "\\x01", "\\x11"), JOURNAL_KNOWN);
	assert_int_equal(find(j, "CODE", "\\x01", "\\x12"), JOURNAL_OTHER_BODY);
	assert_int_equal(find(j, "CODE", NULL, NULL), JOURNAL_KNOWN);
	assert_int_equal(walked(j, false).count, 1);
	journal_close(j);
}

static void what_is_full_takes_no_more_and_knows_what_it_has(void **unused)
{
	struct journal *j;
	struct met m;

	(void)unused;
	settings.rows_max = 2;
	j = opened();
	assert_int_equal(keep(j, "A", "\\x01", "\\x11", 1), JOURNAL_KEPT);
	assert_int_equal(keep(j, "B", "\\x02", "\\x11", 2), JOURNAL_KEPT);
	assert_int_equal(keep(j, "C", "\\x03", "\\x11", 3), JOURNAL_FULL);
	assert_true(atomic_load(&state.full));
	assert_int_equal(keep(j, "A", "\\x01", "\\x11", 3), JOURNAL_KNOWN);
	m = walked(j, false);
	assert_true(journal_begin(j, true));
	journal_drop(j, m.places[0]);
	assert_true(journal_commit(j));
	assert_int_equal(atomic_load(&state.rows), 1);
	assert_int_equal(keep(j, "C", "\\x03", "\\x11", 3), JOURNAL_KEPT);
	journal_close(j);
}

static void a_file_that_may_not_grow_any_more_keeps_what_it_has(void **unused)
{
	struct journal *j;
	char code[16];
	int kept = 0;

	(void)unused;
	settings.bytes_max = 128L << 10;
	j = opened();
	for (int i = 0; i < 1000; i++) {
		snprintf(code, sizeof(code), "C%d", i);
		if (keep(j, code, code, "\\x11", (uint64_t)i) != JOURNAL_KEPT)
			break;
		kept++;
	}
	assert_in_range(kept, 50, 999);
	assert_int_equal(find(j, "C0", NULL, NULL), JOURNAL_KNOWN);
	assert_int_equal(find(j, code, NULL, NULL), JOURNAL_NONE);
	journal_close(j);
}

static void a_row_that_is_set_aside_waits_no_more_until_it_is_retried(void **unused)
{
	struct journal *j = opened();
	struct journal_figures figures;
	struct met m;

	(void)unused;
	keep(j, "A", "\\x01", "\\x11", 1000);
	keep(j, "B", "\\x02", "\\x11", 2000);
	m = walked(j, false);
	assert_true(journal_begin(j, true));
	journal_set_aside(j, m.places[0], "22P02");
	assert_true(journal_count(j, &figures));
	assert_true(journal_commit(j));
	assert_int_equal(figures.waiting, 1);
	assert_int_equal(figures.aside, 1);
	assert_int_equal(figures.oldest_ms, 2000);
	m = walked(j, true);
	assert_int_equal(m.count, 1);
	assert_string_equal(m.refused, "22P02");
	assert_int_equal(find(j, "A", NULL, NULL), JOURNAL_KNOWN); /* its sender finds it */
	assert_true(journal_begin(j, true));
	journal_wait_again(j);
	assert_true(journal_commit(j));
	assert_int_equal(walked(j, false).count, 2);
	journal_close(j);
}

static void a_row_has_one_spare_code(void **unused)
{
	struct journal *j = opened();
	struct met m;

	(void)unused;
	keep(j, "A", "\\x01", "\\x11", 1);
	m = walked(j, false);
	assert_true(journal_begin(j, true));
	assert_true(journal_use_spare(j, m.places[0], true));
	assert_false(journal_use_spare(j, m.places[0], true));
	assert_true(journal_commit(j));
	m = walked(j, false);
	assert_string_equal(m.codes[0], "SPARE");
	assert_string_equal(m.secret, "\\x05");
	assert_string_equal(m.key_of, "A");
	assert_string_equal(m.text, "Đường \"sụt\" \\ lún {a,b}\n");
	/* Another row's spare is this code, too. */
	keep(j, "B", "\\x02", "\\x11", 2);
	m = walked(j, false);
	assert_true(journal_begin(j, true));
	assert_false(journal_use_spare(j, m.places[1], false));
	assert_true(journal_commit(j));
	journal_close(j);
}

static void hosts_are_as_they_were_written_last(void **unused)
{
	static const struct journal_host first[] = { { 1, true, "old.vn", 0 },
		{ 2, false, NULL, 0 } };
	static const struct journal_host last[] = { { 24, false, "a.vn", 0 },
		{ 24, false, "b.vn", 0 }, { 46, true, NULL, 0 } };
	struct arena *a = arena_new();
	struct journal *j = opened();
	struct journal_host *read;

	(void)unused;
	assert_true(journal_begin(j, true));
	journal_hosts_write(j, first, COUNT(first));
	journal_hosts_write(j, last, COUNT(last));
	assert_int_equal(journal_hosts_read(j, a, &read), COUNT(last));
	assert_true(journal_commit(j));
	for (size_t i = 0; i < COUNT(last); i++) {
		assert_int_equal(read[i].tenant_id, last[i].tenant_id);
		assert_int_equal(read[i].is_default, last[i].is_default);
		assert_true(!read[i].host == !last[i].host);
		if (last[i].host)
			assert_string_equal(read[i].host, last[i].host);
	}
	journal_close(j);
	arena_free(a);
}

static void a_file_that_cannot_be_made_is_told_of(void **unused)
{
	(void)unused;
	settings.path = "/nonexistent/journal";
	assert_null(journal_open(&settings, false, &error));
	settings.path = path;
	assert_non_null(strstr(error.data, "/nonexistent/journal"));
	assert_false(atomic_load(&state.damaged));
}

static void the_files_are_their_owners_alone(void **unused)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-lock" };
	struct journal *j = opened();
	char name[128];
	struct stat s;

	(void)unused;
	keep(j, "A", "\\x01", "\\x11", 1);
	for (size_t i = 0; i < COUNT(ends); i++) {
		snprintf(name, sizeof(name), "%s%s", path, ends[i]);
		assert_int_equal(stat(name, &s), 0);
		assert_int_equal(s.st_mode & 07777, 0600);
	}
	journal_close(j);
}

static void another_programs_file_is_left_alone(void **unused)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	(void)unused;
	assert_int_equal(write(fd, "these are my notes of many years, and no journal\n", 49), 49);
	close(fd);
	assert_null(journal_open(&settings, false, &error));
	assert_true(atomic_load(&state.damaged));
	assert_non_null(strstr(journal_trouble(&state), "repair"));
}

/* Keeps rows until it is killed; writes each number that was committed. */
static _Noreturn void keep_for_ever(int told)
{
	struct journal *j = opened();
	char code[16];

	for (int i = 0;; i++) {
		snprintf(code, sizeof(code), "C%d", i);
		if (keep(j, code, code, "\\x11", (uint64_t)i) != JOURNAL_KEPT ||
			write(told, &i, sizeof(i)) != sizeof(i))
			_exit(1);
	}
}

static void what_was_acknowledged_survives_kill_9(void **unused)
{
	char code[16];

	(void)unused;
	settings.rows_max = 1000000;
	for (int round = 0; round < 20; round++) {
		int pipe_fds[2], last = -1, number, status;
		struct journal *j;
		pid_t child;

		folder_remove(NULL);
		folder_make(NULL);
		settings.rows_max = 1000000;
		assert_int_equal(pipe(pipe_fds), 0);
		child = fork();
		if (!child)
			keep_for_ever(pipe_fds[1]);
		close(pipe_fds[1]);
		while (last < round && read(pipe_fds[0], &number, sizeof(number)) == sizeof(number))
			last = number;
		usleep((useconds_t)round * 300);
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
		assert_true(WIFSIGNALED(status));
		while (read(pipe_fds[0], &number, sizeof(number)) == sizeof(number))
			last = number;
		close(pipe_fds[0]);
		j = opened();
		for (int i = 0; i <= last; i++) {
			snprintf(code, sizeof(code), "C%d", i);
			assert_int_equal(find(j, code, NULL, NULL), JOURNAL_KNOWN);
		}
		journal_close(j);
	}
}

/* Fills a journal with so many rows, all of it in the file itself. */
static void fill(int count)
{
	struct journal *j = opened();
	char code[16];

	for (int i = 0; i < count; i++) {
		snprintf(code, sizeof(code), "C%d", i);
		assert_int_equal(keep(j, code, code, "\\x11", (uint64_t)i), JOURNAL_KEPT);
	}
	journal_close(j);
}

static off_t size_of(const char *name)
{
	struct stat s;

	assert_int_equal(stat(name, &s), 0);
	return s.st_size;
}

/* Writes nonsense into the file. */
static void spoil(off_t from, size_t len)
{
	int fd = open(path, O_WRONLY);
	char *nonsense = malloc(len);

	memset(nonsense, 0xa5, len);
	assert_int_equal(pwrite(fd, nonsense, len, from), (ssize_t)len);
	free(nonsense);
	close(fd);
}

/* Ways to spoil a file of 400 rows, and how many of them must be saved. */
static void cut_short(void)
{
	assert_int_equal(truncate(path, size_of(path) / 2), 0);
}

static void head_lost(void)
{
	spoil(0, 100);
}

static void first_page_lost(void)
{
	spoil(0, 4096);
}

static void pages_lost_in_the_middle(void)
{
	spoil(size_of(path) / 8192 * 4096, 4096);
	spoil(size_of(path) / 8192 * 4096 + 5 * 4096, 4096);
}

static void all_lost(void)
{
	spoil(0, (size_t)size_of(path));
}

static const struct {
	void (*spoil)(void);
	int least;
} damages[] = {
	{ cut_short, 100 },
	{ head_lost, 400 },
	{ first_page_lost, 400 },
	{ pages_lost_in_the_middle, 340 },
	{ all_lost, 0 },
};

static void what_can_be_read_of_a_damaged_file_is_saved_and_the_file_kept(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < COUNT(damages); i++) {
		struct journal_repair done;
		struct journal_figures figures;
		struct journal *j;
		off_t size;

		folder_remove(NULL);
		folder_make(NULL);
		fill(400);
		damages[i].spoil();
		size = size_of(path);
		if (!journal_repair(&settings, &done, &error))
			fail_msg("%zu: %s", i, error.data);
		if (done.saved < damages[i].least)
			fail_msg("%zu: only %lld rows were saved", i, (long long)done.saved);
		assert_int_equal(size_of(done.kept), size);
		j = opened();
		assert_true(journal_begin(j, true));
		assert_true(journal_check(j, &error));
		assert_true(journal_count(j, &figures));
		assert_true(journal_commit(j));
		assert_int_equal(figures.waiting, done.saved);
		assert_false(atomic_load(&state.damaged));
		assert_int_equal(keep(j, "NEW", "\\x77", "\\x11", 1), JOURNAL_KEPT);
		journal_close(j);
	}
}

static void damage_is_noticed_and_nothing_is_kept_in_what_is_damaged(void **unused)
{
	struct journal *j;
	struct str said = { 0 };

	(void)unused;
	fill(400);
	pages_lost_in_the_middle();
	j = opened();
	assert_true(journal_begin(j, false));
	assert_false(journal_check(j, &said));
	assert_true(said.len > 0);
	journal_commit(j);
	assert_true(atomic_load(&state.damaged));
	assert_int_equal(keep(j, "NEW", "\\x77", "\\x11", 1), JOURNAL_FAILED);
	journal_close(j);
	str_free(&said);
}

static void what_lies_in_the_wal_alone_is_saved_too(void **unused)
{
	struct journal_repair done;
	char wal[128];
	int status;

	(void)unused;
	if (!fork()) {
		struct journal *j = opened();
		char code[16];

		for (int i = 0; i < 10; i++) {
			snprintf(code, sizeof(code), "C%d", i);
			keep(j, code, code, "\\x11", 1);
		}
		_exit(0); /* without closing it */
	}
	wait(&status);
	snprintf(wal, sizeof(wal), "%s-wal", path);
	assert_true(size_of(wal) > 4096);
	if (!journal_repair(&settings, &done, &error))
		fail_msg("%s", error.data);
	assert_int_equal(done.saved, 10);
	assert_int_equal(access(wal, F_OK), -1);
}

static void nobody_repairs_what_is_in_use_nor_opens_what_is_being_repaired(void **unused)
{
	struct journal *j = opened();
	struct journal_repair done;

	(void)unused;
	assert_false(journal_repair(&settings, &done, &error));
	assert_non_null(strstr(error.data, "in use"));
	journal_close(j);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, folder_make, folder_remove)
	static const struct CMUnitTest tests[] = {
		TEST(rows_come_back_as_they_were_in_order_of_arrival),
		TEST(a_code_is_kept_once_and_told_apart_by_key_and_body),
		TEST(what_is_full_takes_no_more_and_knows_what_it_has),
		TEST(a_file_that_may_not_grow_any_more_keeps_what_it_has),
		TEST(a_row_that_is_set_aside_waits_no_more_until_it_is_retried),
		TEST(a_row_has_one_spare_code),
		TEST(hosts_are_as_they_were_written_last),
		TEST(a_file_that_cannot_be_made_is_told_of),
		TEST(the_files_are_their_owners_alone),
		TEST(another_programs_file_is_left_alone),
		TEST(what_was_acknowledged_survives_kill_9),
		TEST(what_can_be_read_of_a_damaged_file_is_saved_and_the_file_kept),
		TEST(damage_is_noticed_and_nothing_is_kept_in_what_is_damaged),
		TEST(what_lies_in_the_wal_alone_is_saved_too),
		TEST(nobody_repairs_what_is_in_use_nor_opens_what_is_being_repaired),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	str_free(&error);
	return failed;
}
