/* Files by their content: FOLDER/PROVINCE/ab/cd/SHA256, each written once, never changed, shared by
 * all that have the same bytes.
 *
 * A file is born without a name (O_TMPFILE), so that whoever dies half-way leaves nothing, and gets
 * its name when all of it is on disk.  It dies in two steps: it is put into FOLDER/trash first, and
 * deleted when nobody has said for a while that it is still wanted; an upload of the same bytes
 * that is under way meanwhile loses nothing.  Until then it is still found.
 *
 * These calls wait for the disk; none belongs on a worker's loop but file_unnamed() and
 * file_open().
 */
#ifndef PAKN_FILES_H
#define PAKN_FILES_H

#include <stdbool.h>
#include <stdint.h>

#define FILE_NAME_SIZE 65 /* 64 hexadecimal digits of SHA-256, and a NUL */

/* A file of a province. */
struct file_name {
	int tenant_id;
	char sha256[FILE_NAME_SIZE];
};

/* Reads 64 lower-case hexadecimal digits; false where it is anything else. */
bool file_name_read(const char *text, char sha256[FILE_NAME_SIZE]);

/* Makes an empty file without a name, for reading and writing; -1: errno says why. */
int file_unnamed(const char *folder);

/* Names a file by its content and tells how long it is. */
bool file_digest(int fd, char sha256[FILE_NAME_SIZE], uint64_t *size);

/* Puts a file that has no name where its name belongs; on disk, with its folders, when this
 * returns true.  One that is there already will do.  false: errno says why. */
bool file_keep(const char *folder, const struct file_name *name, int fd);

/* Opens for reading; -1 where there is none. */
int file_open(const char *folder, const struct file_name *name);

/* Takes a file off the disk that is kept elsewhere; one that is not there will do. */
bool file_leave(const char *folder, const struct file_name *name);

/* Puts a file into the trash for so many seconds; true where it is in its place no more. */
bool file_discard(const char *folder, const struct file_name *name, unsigned seconds);

/* Takes it out again; or deletes it. */
bool file_restore(const char *folder, const struct file_name *name);
bool file_delete(const char *folder, const struct file_name *name);

/* Calls for every file of the trash whose time is over. */
void files_trash_walk(
	const char *folder, void (*each)(void *arg, const struct file_name *name), void *arg);

/* Calls for every file in its place that is so old and whose name begins with the byte. */
void files_walk(const char *folder, unsigned char first, unsigned seconds,
	void (*each)(void *arg, const struct file_name *name), void *arg);

#endif
