/* A bucket of an S3-compatible store: files as in files_dir, PROVINCE/ab/cd/SHA256 each.
 *
 * Each request is signed (AWS Signature Version 4), with the digest of what it brings.  What comes
 * back is only what its name says: everything else counts as an answer that never came. */
#ifndef PAKN_S3_H
#define PAKN_S3_H

#include "server/files.h"

struct config;
struct outbound;
struct s3;

enum s3_outcome {
	S3_DONE,
	S3_MISSING, /* the bucket has no such file */
	S3_AWAY,    /* anything else; the log says what */
};

/* Called exactly once per call, never from inside it. */
typedef void s3_done(void *arg, enum s3_outcome outcome);

/* Knows the bucket of the settings; NULL where they name none. */
struct s3 *s3_new(struct outbound *outbound, const struct config *c);

/* Frees it; outbound_free() has ended all calls before. */
void s3_free(struct s3 *s);

/* Sends a file; the descriptor stays open until done is called, and is the caller's. */
void s3_store(struct s3 *s, const struct file_name *name, int fd, uint64_t size, s3_done *done,
	void *arg);

/* Writes a file of so many bytes into an empty one; the same holds for the descriptor. */
void s3_fetch(struct s3 *s, const struct file_name *name, int fd, uint64_t size, s3_done *done,
	void *arg);

/* Deletes a file; one that is not there will do. */
void s3_delete(struct s3 *s, const struct file_name *name, s3_done *done, void *arg);

#endif
