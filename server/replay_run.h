/* Sends a file of reports over several connections at once, and again what may be sent again. */
#ifndef PAKN_REPLAY_RUN_H
#define PAKN_REPLAY_RUN_H

#include <stdbool.h>
#include <stdio.h>

#include "server/replay_file.h"
#include "server/replay_tally.h"

struct replay_options {
	const char *url;  /* of the service, without a path of ours */
	const char *key;  /* an API key; NULL: as anybody */
	const char *seed; /* what the keys of the lines come from; NULL: the file's digest */
	int connections, tries;
	int timeout; /* of one try, in seconds */
	double rate; /* lines a second at the most; 0: as fast as it goes */
	FILE *codes; /* where line number, code and secret go; NULL: nowhere */
};

/* Sends what the file has and counts it.  false: it ended before the file did; stopped says why. */
bool replay_run(struct replay_file *file, const struct replay_options *options,
	struct replay_tally *tally, struct str *stopped);

#endif
