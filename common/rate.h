/* How much of something is fair, as a setting says it: 300/900 is 300 a minute, and 900 at once
 * after a pause; off is no limit. */
#ifndef PAKN_RATE_H
#define PAKN_RATE_H

#include <stdbool.h>

#define RATE_MAX       6000000 /* of either number */
#define RATE_PAUSE_MAX 10080   /* minutes, after which the burst is whole again: a week */

struct rate {
	unsigned minute; /* 0: off */
	unsigned burst;
};

/* Reads it; false where it is neither "off" nor two whole numbers from 1 on. */
bool rate_parse(const char *text, struct rate *out);

#endif
