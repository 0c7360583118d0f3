/* What the courier does about the store beside files_dir (s3.h): it copies there what something
 * names, takes off the disk what has been there for long, and deletes there what nothing names any
 * more. */
#ifndef PAKN_FILE_STORE_H
#define PAKN_FILE_STORE_H

#include <stdbool.h>

struct config;
struct db;
struct event_base;
struct file_store;

/* Starts the clock; NULL where there is no store, or no folder. */
struct file_store *file_store_new(struct event_base *base, struct db *db, const struct config *c);

/* Starts nothing more, and ends what is being sent: another walk begins with it anew.  NULL is
 * allowed, here and below. */
void file_store_stop(struct file_store *f);
bool file_store_running(const struct file_store *f);

/* Frees everything; db_free() comes before. */
void file_store_free(struct file_store *f);

#endif
