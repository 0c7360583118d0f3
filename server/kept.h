/* Answers of a worker that are asked for again and again, such as the first page of a queue.  The
 * database is asked each time, who asks and what stands in the list, and told which version is
 * here: where that is the one, it need not be put together and sent again.  An etag stands for all
 * that the body shows, whoever asked (sql/functions/cases/queue_list.sql). */
#ifndef PAKN_KEPT_H
#define PAKN_KEPT_H

#include <stdint.h>

#include "common/span.h"

#define KEPT_SLOTS    1024u /* a power of two */
#define KEPT_BODY_MAX 16384 /* bytes; a longer answer is not kept */
#define KEPT_ETAG_MAX 40
#define KEPT_MS       60000 /* that an answer stays for which nobody asks */

struct kept;

struct kept *kept_new(void);

/* The number of a question: who asks, and what.  Never 0. */
uint64_t kept_question(const struct kept *k, const struct span *parts, size_t count);

/* The etag of the last answer to a question, asked at clock_mono_ms(); NULL: there is none. */
const char *kept_etag(struct kept *k, uint64_t question, uint64_t now_ms);

/* The body of that answer, good until the next kept_put(); data NULL where another etag is
 * there by now, or none. */
struct span kept_body(const struct kept *k, uint64_t question, const char *etag);

/* Keeps a copy, in the place of whatever stands there. */
void kept_put(
	struct kept *k, uint64_t question, const char *etag, struct span body, uint64_t now_ms);

/* Forgets what nobody asked for within KEPT_MS. */
void kept_sweep(struct kept *k, uint64_t now_ms);
void kept_free(struct kept *k);

#endif
