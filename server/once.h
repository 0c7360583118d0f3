/* Answers that are the same for everybody, such as public figures: however many ask, a worker asks
 * the database once within ONCE_MS for each of them.  Who asks while it is being asked waits for
 * that answer. */
#ifndef PAKN_ONCE_H
#define PAKN_ONCE_H

#define ONCE_MS       60000
#define ONCE_PLACES   32      /* different questions of a worker; more push out the oldest answer */
#define ONCE_BODY_MAX 524288u /* bytes; a longer answer is given, and not kept */

struct once;
struct req;

struct once *once_new(void);
void once_free(struct once *o);

/* The flow of a route whose query has, beside its input, :language, :small, :rates, :licence. */
void once_run(struct req *r);

#endif
