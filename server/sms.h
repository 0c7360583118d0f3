/* Text messages.  A provider is a row in sms.c and a file sms_NAME.c; the setting sms_provider
 * names the one that is used. */
#ifndef PAKN_SMS_H
#define PAKN_SMS_H

#include <stdbool.h>

struct config;

/* Tells whether messages can be sent at all. */
bool sms_offered(const struct config *c);

/* Hands a message over; to is a number as common/phone.h writes it, the text has no tone marks,
 * which would make three messages of one.  False where the provider does not take it; the log says
 * why.  What becomes of it later is the provider's matter. */
bool sms_send(const struct config *c, const char *to, const char *text);

/* The providers. */
bool sms_log_take(const struct config *c, const char *to, const char *text);

#endif
