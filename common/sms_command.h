/* What a message asks for.  Case and tone marks do not matter, nor what divides keyword and rest:
 *
 *   PAKN <text>   a report, and so is what has no keyword at all
 *   TC <code>     how it stands; the code alone will do
 *   TG            help
 *   DG, BS, HUY <code> ...   to rate, to add, to withdraw
 *
 * Nobody can be asked back at once, so a keyword that what follows does not fit, such as "Huy" at
 * the front of a name, is none: the message is a report. */
#ifndef PAKN_SMS_COMMAND_H
#define PAKN_SMS_COMMAND_H

#include <stdbool.h>

#include "common/arena.h"
#include "common/refcode.h"

enum sms_verb {
	SMS_REPORT,
	SMS_LOOKUP,
	SMS_HELP,       /* asked for, or nothing was said */
	SMS_NO_TEXT,    /* PAKN alone */
	SMS_NO_CODE,    /* TC alone */
	SMS_OTHERWHERE, /* what cannot be done by message */
	SMS_VERB_COUNT
};

struct sms_command {
	enum sms_verb verb;
	const char *text;            /* of a report; of a code without keyword the same */
	char code[REFCODE_KEY_SIZE]; /* of a look-up: what a report is found under */
	bool surely;   /* a keyword says so; else a code that nobody knows may be a report */
	bool mistyped; /* as long as a code, but its check symbol does not fit */
};

/* Reads a message as sms_text_read() gives it. */
void sms_command_read(struct arena *a, const char *text, struct sms_command *out);

#endif
