/* The journal beside a loop: one thread that does what the loop asks for, in groups, each one
 * transaction with one sync to the disk.  The file is open only while there is something to do, so
 * that it can be repaired or copied under a daemon that does not need it. */
#ifndef PAKN_JOURNAL_THREAD_H
#define PAKN_JOURNAL_THREAD_H

#include <stdbool.h>
#include <stddef.h>

#include "common/list.h"
#include "server/journal.h"

struct event_base;
struct journal_thread;

/* Something to do; lives in whoever asks for it until it is done. */
struct journal_job {
	struct list node;
	bool writing;
	bool failed; /* nothing of it counts: set before done is called */
	/* Does it, on the thread; called again where its group failed. */
	void (*run)(struct journal_job *job, struct journal *j);
	/* Called exactly once, on the loop, after the commit; never from inside
	 * journal_thread_do(). */
	void (*done)(struct journal_job *job);
};

struct journal_thread *journal_thread_new(
	struct event_base *base, const struct journal_settings *settings);
void journal_thread_do(struct journal_thread *t, struct journal_job *job);

/* Tells whether there may be any report in the journal: asking is cheap. */
bool journal_thread_holds(const struct journal_thread *t);

/* Jobs that are not done yet. */
size_t journal_thread_pending(const struct journal_thread *t);

/* Ends the thread after what it does now; what waits is never done. */
void journal_thread_free(struct journal_thread *t);

#endif
