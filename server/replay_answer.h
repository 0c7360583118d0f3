/* What an answer of the service says, of which only a few members matter here. */
#ifndef PAKN_REPLAY_ANSWER_H
#define PAKN_REPLAY_ANSWER_H

#include <stdbool.h>

#include "common/str.h"

struct replay_answer {
	char id[40], code[40], secret[100]; /* of a stored report; "" where it has none */
};

/* Reads the answer to a report that was stored; false where it is no such answer. */
bool replay_answer_stored(struct span body, struct replay_answer *out);

/* Says in one line what a refusal is about: its code, and the first field that is wrong. */
void replay_answer_refusal(struct span body, struct str *what);

#endif
