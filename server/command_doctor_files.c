/* pakn doctor: whether each file that something names is on disk, and each on disk is named. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/config.h"
#include "server/command_doctor.h"
#include "server/file_list.h"

#define NEW_SECONDS 3600u /* may be of an upload under way */

/* Counts the files of one part that nothing names; -1: the database did not answer. */
static long part_unnamed(struct command_database *d, const char *folder, unsigned char first)
{
	struct file_list list = { 0 };
	struct db_rows *rows = NULL;
	const char *values[2];
	long count = 0;

	files_walk(folder, first, NEW_SECONDS, file_list_add, &list);
	if (list.count) {
		file_list_params(&list, values);
		rows = command_ask(d,
			"select count(*) from pakn.files_named($1, $2) where not named", 2, values);
		count = rows ? atol(db_rows_value(rows, 0, 0)) : -1;
	}
	db_rows_free(rows);
	file_list_free(&list);
	return count;
}

static long files_unnamed(struct command_database *d, const char *folder)
{
	long count = 0;

	for (unsigned first = 0; first < 256; first++) {
		long more = part_unnamed(d, folder, (unsigned char)first);

		if (more < 0)
			return -1;
		count += more;
	}
	return count;
}

static bool file_there(const char *folder, const struct db_rows *rows, int row)
{
	struct file_name name = { .tenant_id = atoi(db_rows_value(rows, row, 0)) };
	int fd = -1;

	if (file_name_read(db_rows_value(rows, row, 1), name.sha256))
		fd = file_open(folder, &name);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* Counts what is named and not there, page by page; -1: the database did not answer.  What a store
 * beside the folder has may have left it. */
static long files_missing(struct command_database *d, const char *folder, bool store)
{
	char tenant[12] = "0", name[FILE_NAME_SIZE] = "";
	const char *after[] = { tenant, name, store ? "t" : "f" };
	long missing = 0;
	int count;

	do {
		struct db_rows *rows = command_ask(d,
			"select distinct tenant_id, encode(sha256, 'hex'), sha256 from "
			"pakn.attachment_file f where (tenant_id, sha256) > ($1::int, decode($2, "
			"'hex')) and not ($3::bool and exists (select from pakn.file_stored s "
			"where "
			"s.tenant_id = f.tenant_id and s.sha256 = f.sha256 and s.stored_at is not "
			"null)) order by tenant_id, sha256 limit 10000",
			3, after);

		if (!rows)
			return -1;
		count = db_rows_count(rows);
		for (int i = 0; i < count; i++)
			missing += !file_there(folder, rows, i);
		if (count) {
			snprintf(tenant, sizeof(tenant), "%s", db_rows_value(rows, count - 1, 0));
			snprintf(name, sizeof(name), "%s", db_rows_value(rows, count - 1, 1));
		}
		db_rows_free(rows);
	} while (count);
	return missing;
}

/* Says what was found; tells whether all is well. */
static bool told(const char *check, long count, const char *what, const char *advice)
{
	if (!count)
		printf("ok      %s\n", check);
	else if (count > 0)
		printf("FINDING %s: %ld %s\n        %s\n", check, count, what, advice);
	else
		printf("FAILED  %s\n        %s\n", check, advice);
	return !count;
}

int doctor_files(const struct options *o, struct command_database *d)
{
	struct config *c = options_config(o);
	const char *folder = c ? config_text(c, "files_dir") : "";
	int findings = 0, fd;

	if (*folder) {
		fd = file_unnamed(folder);
		if (fd >= 0)
			close(fd);
		findings += !told("folder of files", fd < 0, "cannot be written as it must be",
			"files_dir must be the daemon's, and on ext4, XFS, Btrfs or another file "
			"system with O_TMPFILE");
		findings += !told("files",
			files_missing(d, folder, *config_text(c, "files_s3") != '\0'),
			"that something names are not there",
			"bring them back from the backup (rsync); until then they answer 503");
		findings += !told("lost files", files_unnamed(d, folder), "that nothing names",
			"of uploads that died, or of another database; they go after a week");
	}
	config_free(c);
	return findings;
}
