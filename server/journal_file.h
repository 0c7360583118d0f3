/* The file of the journal: who may open it, how it is made.  For journal*.c alone. */
#ifndef PAKN_JOURNAL_FILE_H
#define PAKN_JOURNAL_FILE_H

#include <sqlite3.h>
#include <stdbool.h>

#include "common/str.h"

/* Tells whether an SQLite result means that the file is not what it should be. */
bool journal_file_damaged(int code);

/* Takes the lock that all who have the journal open share; alone: that it may be replaced.  Returns
 * a file descriptor; -1 with a reason where others are in the way. */
int journal_file_lock(const char *path, bool alone, struct str *error);
void journal_file_unlock(int lock);

/* Opens the file, made with mode 0600 where it is missing, with its schema.  Returns an SQLite
 * result; where it is not SQLITE_OK, error says why and db is NULL. */
int journal_file_open(
	const char *path, bool must_exist, long bytes_max, sqlite3 **db, struct str *error);

/* Gives a file to whoever owns another one (commands run as root). */
void journal_file_own(int fd, const char *like);

#endif
