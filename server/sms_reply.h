/* What is written back to phones, in one place: in Vietnamese without tone marks, since those would
 * make three messages of one. */
#ifndef PAKN_SMS_REPLY_H
#define PAKN_SMS_REPLY_H

#include "common/arena.h"

enum sms_reply {
	SMS_REPLY_TAKEN,
	SMS_REPLY_HELP,
	SMS_REPLY_NO_TEXT,
	SMS_REPLY_NO_CODE,
	SMS_REPLY_UNKNOWN,
	SMS_REPLY_MISTYPED,
	SMS_REPLY_UNFINISHED,
	SMS_REPLY_TOO_MANY,
	SMS_REPLY_RATED,
	SMS_REPLY_REOPENED,
	SMS_REPLY_ADDED,
	SMS_REPLY_WITHDRAWN,
	SMS_REPLY_NOT_NOW,
	SMS_REPLY_RATING_OVER,
	SMS_REPLY_REOPENED_ALREADY,
	SMS_REPLY_CLOSED,
	SMS_REPLY_OTHER_PHONE,
};

/* How a report stands; NULL where there is nothing to say. */
struct sms_standing {
	const char *status, *agency, *due, *answer;
};

/* Writes one message.  code: of the report in question, NULL where it is of none; number: where one
 * writes to. */
char *sms_reply(struct arena *a, enum sms_reply reply, const char *code, const char *number);

/* Writes how the report of a code stands. */
char *sms_reply_standing(struct arena *a, const char *code, const struct sms_standing *s);

#endif
