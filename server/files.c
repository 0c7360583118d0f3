#include "server/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/digest.h"
#include "common/fatal.h"
#include "common/str.h"

#define PATH_SIZE  4096
#define PIECE      (256 * 1024)
#define TENANT_MAX 32767

bool file_name_read(const char *text, char sha256[FILE_NAME_SIZE])
{
	if (strlen(text) != FILE_NAME_SIZE - 1 ||
		strspn(text, "0123456789abcdef") != FILE_NAME_SIZE - 1)
		return false;
	memcpy(sha256, text, FILE_NAME_SIZE);
	return true;
}

int file_unnamed(const char *folder)
{
	return open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

bool file_digest(int fd, char sha256[FILE_NAME_SIZE], uint64_t *size)
{
	unsigned char digest[DIGEST_SIZE];
	char *piece = fatal_if_null(malloc(PIECE));
	EVP_MD_CTX *context = fatal_if_null(EVP_MD_CTX_new());
	ssize_t n;

	*size = 0;
	EVP_DigestInit_ex(context, EVP_sha256(), NULL);
	while ((n = pread(fd, piece, PIECE, (off_t)*size)) > 0) {
		EVP_DigestUpdate(context, piece, (size_t)n);
		*size += (uint64_t)n;
	}
	EVP_DigestFinal_ex(context, digest, NULL);
	EVP_MD_CTX_free(context);
	free(piece);
	str_hex(sha256, digest, sizeof(digest));
	sha256[FILE_NAME_SIZE - 1] = '\0';
	return n == 0;
}

/* Writes the path of a file, or, with so few characters of its name, of a folder above it. */
static void path_write(
	char path[PATH_SIZE], const char *folder, const struct file_name *name, int depth)
{
	const char *sha = name->sha256;
	int len = snprintf(path, PATH_SIZE, "%s/%d", folder, name->tenant_id);

	if (depth > 0)
		len += snprintf(path + len, (size_t)(PATH_SIZE - len), "/%.2s", sha);
	if (depth > 1)
		len += snprintf(path + len, (size_t)(PATH_SIZE - len), "/%.2s", sha + 2);
	if (depth > 2)
		snprintf(path + len, (size_t)(PATH_SIZE - len), "/%s", sha);
}

#define WHOLE 3

static void trash_write(char path[PATH_SIZE], const char *folder, const struct file_name *name)
{
	snprintf(path, PATH_SIZE, "%s/trash/%d-%s", folder, name->tenant_id, name->sha256);
}

/* Sees to it that the names in a folder are on disk. */
static bool folder_sync(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return good;
}

/* Makes the folders of a file, each of which the one above knows of on disk. */
static bool folders_make(const char *folder, const struct file_name *name)
{
	char path[PATH_SIZE], above[PATH_SIZE];

	snprintf(above, sizeof(above), "%s", folder);
	for (int depth = 0; depth < WHOLE; depth++) {
		path_write(path, folder, name, depth);
		if (mkdir(path, 0700) == 0 ? !folder_sync(above) : errno != EEXIST)
			return false;
		memcpy(above, path, sizeof(above));
	}
	return true;
}

bool file_keep(const char *folder, const struct file_name *name, int fd)
{
	char path[PATH_SIZE], above[PATH_SIZE], own[40];

	snprintf(own, sizeof(own), "/proc/self/fd/%d", fd);
	path_write(path, folder, name, WHOLE);
	path_write(above, folder, name, WHOLE - 1);
	return fsync(fd) == 0 && folders_make(folder, name) &&
	       (linkat(AT_FDCWD, own, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0 || errno == EEXIST) &&
	       folder_sync(above);
}

int file_open(const char *folder, const struct file_name *name)
{
	char path[PATH_SIZE];
	int fd;

	path_write(path, folder, name, WHOLE);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd >= 0 || errno != ENOENT)
		return fd;
	trash_write(path, folder, name);
	return open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
}

bool file_leave(const char *folder, const struct file_name *name)
{
	char path[PATH_SIZE];

	path_write(path, folder, name, WHOLE);
	return unlink(path) == 0 || errno == ENOENT;
}

bool file_discard(const char *folder, const struct file_name *name, unsigned seconds)
{
	struct timespec until[2] = { { .tv_nsec = UTIME_OMIT },
		{ .tv_sec = time(NULL) + (time_t)seconds } };
	char place[PATH_SIZE], trash[PATH_SIZE];

	snprintf(trash, sizeof(trash), "%s/trash", folder);
	if (mkdir(trash, 0700) != 0 && errno != EEXIST)
		return false;
	path_write(place, folder, name, WHOLE);
	trash_write(trash, folder, name);
	/* When its time is over is written on it before it gets there. */
	if (utimensat(AT_FDCWD, place, until, AT_SYMLINK_NOFOLLOW) == 0 &&
		rename(place, trash) == 0)
		return true;
	return errno == ENOENT;
}

bool file_restore(const char *folder, const struct file_name *name)
{
	char place[PATH_SIZE], trash[PATH_SIZE], above[PATH_SIZE];

	trash_write(trash, folder, name);
	path_write(place, folder, name, WHOLE);
	path_write(above, folder, name, WHOLE - 1);
	return folders_make(folder, name) && rename(trash, place) == 0 && folder_sync(above);
}

bool file_delete(const char *folder, const struct file_name *name)
{
	char trash[PATH_SIZE];

	trash_write(trash, folder, name);
	return unlink(trash) == 0 || errno == ENOENT;
}

/* Tells whether a file has not been touched for so long. */
static bool old(DIR *folder, const char *name, unsigned seconds)
{
	struct stat about;

	return fstatat(dirfd(folder), name, &about, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISREG(about.st_mode) && about.st_mtime + (time_t)seconds <= time(NULL);
}

/* Reads the number of a province from the front of a name; 0 where there is none. */
static int tenant_read(const char *name, char end, const char **rest)
{
	char *behind;
	long number = strtol(name, &behind, 10);

	if (behind == name || *behind != end || number < 1 || number > TENANT_MAX)
		return 0;
	if (rest)
		*rest = behind + 1;
	return (int)number;
}

void files_trash_walk(
	const char *folder, void (*each)(void *arg, const struct file_name *name), void *arg)
{
	char path[PATH_SIZE];
	struct file_name name;
	const char *rest;
	struct dirent *e;
	DIR *d;

	snprintf(path, sizeof(path), "%s/trash", folder);
	d = opendir(path);
	while (d && (e = readdir(d)))
		if ((name.tenant_id = tenant_read(e->d_name, '-', &rest)) &&
			file_name_read(rest, name.sha256) && old(d, e->d_name, 0))
			each(arg, &name);
	if (d)
		closedir(d);
}

/* Calls for the old files of one folder. */
static void leaf_walk(const char *path, int tenant_id, unsigned seconds,
	void (*each)(void *arg, const struct file_name *name), void *arg)
{
	struct file_name name = { .tenant_id = tenant_id };
	DIR *d = opendir(path);
	struct dirent *e;

	while (d && (e = readdir(d)))
		if (file_name_read(e->d_name, name.sha256) && old(d, e->d_name, seconds))
			each(arg, &name);
	if (d)
		closedir(d);
}

void files_walk(const char *folder, unsigned char first, unsigned seconds,
	void (*each)(void *arg, const struct file_name *name), void *arg)
{
	char path[PATH_SIZE];
	DIR *d = opendir(folder);
	struct dirent *e;
	int tenant_id;

	while (d && (e = readdir(d))) {
		if (!(tenant_id = tenant_read(e->d_name, '\0', NULL)))
			continue;
		for (unsigned second = 0; second < 256; second++) {
			snprintf(path, sizeof(path), "%s/%d/%02x/%02x", folder, tenant_id, first,
				second);
			leaf_walk(path, tenant_id, seconds, each, arg);
		}
	}
	if (d)
		closedir(d);
}
