/* What the courier does about files: it deletes those that nothing names any more.  Statements
 * alone cannot: the bytes lie on disk. */
#ifndef PAKN_FILE_CHORES_H
#define PAKN_FILE_CHORES_H

#include <stdbool.h>

struct config;
struct db;
struct event_base;
struct file_chores;

/* Starts the clock; NULL where no files are taken. */
struct file_chores *file_chores_new(struct event_base *base, struct db *db, const struct config *c);

/* Starts nothing more; what runs, runs to its end.  NULL is allowed, here and below. */
void file_chores_stop(struct file_chores *f);
bool file_chores_running(const struct file_chores *f);

/* Frees everything; nothing may be under way, which db_free() ensures. */
void file_chores_free(struct file_chores *f);

#endif
