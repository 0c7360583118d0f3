/* What phones write, and what is written to them: texts of SMS (3GPP TS 23.038, 23.040). */
#ifndef PAKN_SMS_TEXT_H
#define PAKN_SMS_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/arena.h"
#include "common/span.h"

/* Characters of one message, if all of them are of the default alphabet. */
#define SMS_TEXT_MAX 160

/* Reads a message out of a query string (percent signs, + for a space).  Nobody can be asked to
 * send it again, so all of it is taken: what is no UTF-8 (with utf16: no UTF-16BE) becomes U+FFFD,
 * a control character but newline a space; in normal form C, trimmed, and cut after max
 * characters. */
char *sms_text_read(struct arena *a, struct span encoded, bool utf16, size_t max);

/* Makes of valid UTF-8 a text that every phone shows and that costs one character each: ASCII
 * without tone marks, nothing of the alphabet's extension ([ \ ] ^ { | } ~), no line breaks. */
char *sms_text_plain(struct arena *a, const char *text);

/* Puts a text between two others, and cuts it so that all of it fits into one message.  All three
 * are plain. */
char *sms_text_fit(struct arena *a, const char *before, const char *text, const char *after);

#endif
