/* Checkpoints: how far a province's sealed history goes and its last hash, signed (note.h), to be
 * kept where whoever owns the database does not come:
 *
 *   PAKN history
 *   province bacninh 24
 *   events 1843
 *   digest 9f0c...
 *   time 2026-11-22T16:30:00.000+07:00
 *
 *   — pakn-1 v8mfJ3l...=
 */
#ifndef PAKN_CHECKPOINT_H
#define PAKN_CHECKPOINT_H

#include <stdbool.h>

#include "common/clock.h"
#include "common/note.h"

struct config;

struct checkpoint {
	char province[32];
	int tenant_id;
	char events[24]; /* the last number */
	char digest[65];
	char time[CLOCK_TEXT_SIZE];
};

/* Reads checkpoint_keys; false where there are none. */
bool checkpoint_keys(const struct config *c, struct seal_keys *out);

/* Adds a checkpoint of now, signed, and an empty line. */
void checkpoint_add(const struct seal_keys *keys, int tenant_id, const char *province,
	const char *events, const char *digest, struct str *out);

/* Reads the text of a note; false where it is no checkpoint. */
bool checkpoint_read(struct span note, struct checkpoint *out);

/* Adds text to the end of a file, which is made where it is missing; false with errno. */
bool checkpoint_write(const char *path, struct span text);

#endif
