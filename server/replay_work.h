/* What staff did with the report of a line: its member "work", a list of actions in their order,
 * each with its name and the members of its body: {"action": "accept", "at": ..., "as": "staff"}.
 */
#ifndef PAKN_REPLAY_WORK_H
#define PAKN_REPLAY_WORK_H

#include <stddef.h>

#include "common/str.h"

struct json_object;

struct replay_work {
	struct json_object *actions; /* NULL: none */
	size_t count, begun;
};

/* Takes "work" out of a line, which is then the report's body alone.  Returns NULL, or what makes
 * it a line that cannot be sent. */
const char *replay_work_take(struct replay_work *w, struct str *body);

/* Begins the next action, of which there must be one: writes its body and returns its name. */
const char *replay_work_begin(struct replay_work *w, struct str *body);

void replay_work_end(struct replay_work *w);

#endif
