/* Orders to the sheets process: here is a file, write what comes.  What both sides of them know,
 * and the worker's side.
 *
 * An order is one message on a socket that all workers and the sheets process have from the master,
 * with two descriptors: the file, and a socket for lines there (sheet.h) and answers back.  Whoever
 * dies closes that: nobody waits for the dead, and nobody writes for them. */
#ifndef PAKN_SHEET_ORDER_H
#define PAKN_SHEET_ORDER_H

#include "server/sheet.h"

struct event_base;

struct sheet_order {
	char format[8];
};

/* Takes the next order from the channel; false where there is none.  Both descriptors are the
 * caller's. */
bool sheet_order_take(int channel, struct sheet_order *order, int *file, int *lines);

struct sheet_feed;

/* Called once for each of the three below, never from inside it.  After SHEET_STARTED and SHEET_FED
 * it goes on; after anything else only sheet_feed_free() is left. */
typedef void sheet_told(void *arg, const struct sheet_answer *a);

/* Has a file written, which stays the caller's and open: SHEET_STARTED, SHEET_BUSY.  late_ms: after
 * so long without a word it is SHEET_AWAY. */
struct sheet_feed *sheet_feed_new(struct event_base *base, int channel,
	const struct sheet_order *order, int file, int late_ms, sheet_told *told, void *arg);

/* Gives lines, which stay where they are until it is told of them: SHEET_FED, or what is wrong. */
void sheet_feed_lines(struct sheet_feed *f, struct span lines);

/* Says that all lines are there: SHEET_WRITTEN, or what is wrong. */
void sheet_feed_end(struct sheet_feed *f);

/* Ends it at any time.  NULL is allowed. */
void sheet_feed_free(struct sheet_feed *f);

#endif
