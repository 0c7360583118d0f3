#include "common/rate.h"

#include <string.h>

/* Reads a number up to the end of its digits; false where it is none, or out of range. */
static bool number_take(const char **text, unsigned *number)
{
	const char *at = *text;

	for (*number = 0; *at >= '0' && *at <= '9' && *number <= RATE_MAX; at++)
		*number = *number * 10 + (unsigned)(*at - '0');
	*text = at;
	return *number >= 1 && *number <= RATE_MAX;
}

bool rate_parse(const char *text, struct rate *out)
{
	*out = (struct rate){ 0 };
	if (!strcmp(text, "off"))
		return true;
	return number_take(&text, &out->minute) && *text++ == '/' &&
	       number_take(&text, &out->burst) && !*text &&
	       out->burst / out->minute < RATE_PAUSE_MAX;
}
