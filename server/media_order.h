/* Orders to the media process: here is a file, see to it.  What both sides of them know, and the
 * worker's side.
 *
 * An order is one message on a socket that all workers and the media process have from the master,
 * with two descriptors: the file, and a socket for the answer.  Whoever dies closes that: nobody
 * waits for the dead. */
#ifndef PAKN_MEDIA_ORDER_H
#define PAKN_MEDIA_ORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "server/files.h"
#include "server/media_type.h"
#include "server/picture.h"

#define MEDIA_VERSIONS 3 /* full, medium, small */

enum media_outcome {
	MEDIA_STORED = 1,
	MEDIA_OTHER_TYPE,
	MEDIA_UNREADABLE,
	MEDIA_TOO_MANY_PIXELS,
	MEDIA_TOO_LARGE,
	MEDIA_NO_SPACE,
	MEDIA_BUSY, /* too many wait already */
	MEDIA_AWAY, /* no answer, or none in time */
};

struct media_version {
	uint32_t width, height; /* 0: no picture */
	uint64_t size;
	char sha256[FILE_NAME_SIZE];
};

struct media_answer {
	enum media_outcome outcome;
	char sent_sha256[FILE_NAME_SIZE]; /* of the file as it came */
	/* If it is stored: */
	enum media_type type;
	bool is_signed; /* of a PDF */
	int version_count;
	struct media_version versions[MEDIA_VERSIONS];
};

struct media_order {
	int tenant_id;
	struct picture_cover cover; /* of a picture */
};

/* Takes the next order from the channel; false where there is none.  Both descriptors are the
 * caller's. */
bool media_order_take(int channel, struct media_order *order, int *file, int *answer);

/* Called exactly once per media_ask(), never from inside it.  The answer is gone when it returns.
 */
typedef void media_done(void *arg, const struct media_answer *a);

struct event_base;

/* Has a file seen to, which stays the caller's and open.  deadline_ms: MEDIA_AWAY afterwards. */
void media_ask(struct event_base *base, int channel, const struct media_order *order, int file,
	int deadline_ms, media_done *done, void *arg);

#endif
