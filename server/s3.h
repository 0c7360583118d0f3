/* A bucket of an S3-compatible store: files as in files_dir, PROVINCE/ab/cd/SHA256 each.
 *
 * Each request is signed (AWS Signature Version 4), with the digest of what it brings.  What comes
 * back is only what its name says: everything else counts as an answer that never came. */
#ifndef PAKN_S3_H
#define PAKN_S3_H

#include <stddef.h>

#include "server/files.h"

struct config;
struct event_base;
struct s3;

enum s3_outcome {
	S3_DONE,
	S3_MISSING, /* the bucket has no such file */
	S3_AWAY,    /* anything else */
};

struct s3_answer {
	enum s3_outcome outcome;
	int status;         /* of HTTP; 0: there was no answer */
	const char *code;   /* the store's own, "NoSuchBucket", or one of ours: "late"; or "" */
	const char *reason; /* the same in words, or "" */
};

/* Called exactly once per call, never from inside it.  The answer is gone when it returns. */
typedef void s3_done(void *arg, const struct s3_answer *a);

/* Says in a sentence what is wrong with the settings of a store; NULL: nothing. */
const char *s3_settings_fault(const struct config *c);

/* Knows the bucket of the settings, and asks it for so many files at once; further calls are told
 * S3_AWAY.  NULL where the settings name none; faults in them are fatal. */
struct s3 *s3_new(struct event_base *base, const struct config *c, size_t calls_max);

/* Ends everything; calls under way are told S3_AWAY.  NULL is allowed. */
void s3_free(struct s3 *s);

/* Logs and counts that something failed: what="store". */
void s3_log(const char *what, const struct file_name *name, const struct s3_answer *a);

/* Sends a file; the descriptor stays open until done is called, and is the caller's. */
void s3_store(struct s3 *s, const struct file_name *name, int fd, uint64_t size, s3_done *done,
	void *arg);

/* Writes a file of so many bytes into an empty one; the same holds for the descriptor. */
void s3_fetch(struct s3 *s, const struct file_name *name, int fd, uint64_t size, s3_done *done,
	void *arg);

/* Deletes a file; one that is not there will do. */
void s3_delete(struct s3 *s, const struct file_name *name, s3_done *done, void *arg);

#endif
