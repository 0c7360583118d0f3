/* Files that are in the store only (s3.h), fetched for whoever asks, and kept for a while.
 *
 * A player asks for a video in many parts, and a photo that is in the news is asked for by many at
 * once: each is fetched once, and stays open for files_grace_s as a file without a name, in
 * files_dir.  It never gets one there: what stands in its place on disk has been synced, and here
 * nobody waits for that.  It goes with the process, or with its time, so that nothing remembers it
 * that the courier does not know of. */
#ifndef PAKN_FETCHED_H
#define PAKN_FETCHED_H

#include "server/files.h"

struct config;
struct event_base;
struct fetched;

/* Called exactly once, never from inside the call: a descriptor for reading, which is the callee's;
 * -1: the store has no such file, or is away, as the log says. */
typedef void fetched_done(void *arg, int fd);

/* NULL where there is no store. */
struct fetched *fetched_new(struct event_base *base, const struct config *c);

/* Opens what was fetched a while ago; -1: it has to be fetched.  f may be NULL. */
int fetched_open(struct fetched *f, const struct file_name *name);

/* Fetches a file of so many bytes; waits with others who wait for the same one. */
void fetched_fetch(struct fetched *f, const struct file_name *name, uint64_t size,
	fetched_done *done, void *arg);

/* Ends everything; whoever waits is told -1.  NULL is allowed. */
void fetched_free(struct fetched *f);

#endif
