/* What a message asks for.  Case and tone marks do not matter, nor what divides keyword and rest:
 *
 *   PAKN <text>   a report, and so is what has no keyword at all
 *   TC <code>     how it stands; the code alone will do
 *   TG            help
 *   DG <code> 1-5 ...        rates what came of it; HL is the same
 *   ML <code> <why>          has it opened again: not solved
 *   BS <code> <text>         adds what was asked
 *   HUY <code> ...           withdraws it
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
	SMS_HELP,    /* asked for, or nothing was said */
	SMS_NO_TEXT, /* PAKN alone */
	SMS_NO_CODE, /* TC alone */
	SMS_RATE,
	SMS_REOPEN,
	SMS_ADD,
	SMS_WITHDRAW,
	SMS_UNFINISHED, /* one of these four, without all that it needs */
	SMS_VERB_COUNT
};

struct sms_command {
	enum sms_verb verb;
	const char *text; /* of a report; of a code without keyword the same; what is behind the
			     code and the score, NULL: nothing */
	char score;       /* of SMS_RATE: a digit */
	char code[REFCODE_KEY_SIZE]; /* what a report is found under */
	bool surely;   /* a keyword says so; else a code that nobody knows may be a report */
	bool mistyped; /* as long as a code, but its check symbol does not fit */
};

/* Reads a message as sms_text_read() gives it. */
void sms_command_read(struct arena *a, const char *text, struct sms_command *out);

#endif
