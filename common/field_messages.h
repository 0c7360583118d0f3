/* What is said about wrong input: one table of sentences, in Vietnamese and in English. */
#ifndef PAKN_FIELD_MESSAGES_H
#define PAKN_FIELD_MESSAGES_H

#include "common/fields.h"

enum field_message {
	MESSAGE_REQUIRED,
	MESSAGE_UNKNOWN,
	MESSAGE_UNKNOWN_NEAR, /* argument: the nearest known name */
	MESSAGE_TWICE,
	MESSAGE_NOT_TEXT,
	MESSAGE_NOT_NUMBER,
	MESSAGE_NOT_INTEGER,
	MESSAGE_NOT_BOOLEAN,
	MESSAGE_NOT_OBJECT,
	MESSAGE_NOT_CODES,
	MESSAGE_NOT_LIST,
	MESSAGE_TOO_SHORT, /* argument: characters */
	MESSAGE_TOO_LONG,
	MESSAGE_TOO_SMALL, /* argument: the bound */
	MESSAGE_TOO_LARGE,
	MESSAGE_TOO_FEW, /* argument: members or items */
	MESSAGE_TOO_MANY,
	MESSAGE_CONTROL,
	MESSAGE_BAD_TIME,
	MESSAGE_BAD_DATE,
	MESSAGE_BAD_CHOICE, /* argument: the choices */
	MESSAGE_BAD_CODE,
	MESSAGE_BAD_UUID,
	MESSAGE_BAD_PHONE,
	MESSAGE_BAD_EMAIL,
	MESSAGE_BODY_EMPTY, /* of JSON as a whole; argument: the byte */
	MESSAGE_BODY_SYNTAX,
	MESSAGE_BODY_UTF8,
	MESSAGE_BODY_NUL,
	MESSAGE_BODY_SURROGATE,
	MESSAGE_BODY_DUPLICATE,
	MESSAGE_BODY_DEPTH,
	MESSAGE_BODY_KEYS,
	MESSAGE_BODY_NUMBER,
	MESSAGE_BODY_TRAILING,
	MESSAGE_QUERY_ENCODING, /* of a query string */
	MESSAGE_QUERY_MANY,
	MESSAGES
};

/* Adds an error, unless there are 16 already.  argument stands in place of {} in the sentence; NULL
 * where it has none. */
void field_errors_add(struct arena *a, struct field_errors *errors, const char *pointer,
	enum field_message message, const char *argument);

#endif
