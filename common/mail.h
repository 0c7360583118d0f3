/* A message of electronic mail, as a server takes it (RFC 5322, MIME): text in UTF-8, sent by a
 * machine.  Nothing in its parts can add a header: what is no text in them becomes a space. */
#ifndef PAKN_MAIL_H
#define PAKN_MAIL_H

#include <stdint.h>

#include "common/str.h"

struct mail {
	const char *from, *from_name; /* an address as email_normalise() writes it; UTF-8 or "" */
	const char *to;               /* such an address, too */
	const char *id;             /* the left part of Message-ID; the right one is that of from */
	int64_t at;                 /* seconds since 1970: of Date, the same each time it is sent */
	const char *subject, *text; /* UTF-8; lines of the text end in \n */
	const char *help;           /* URL where its reader learns more; NULL: none */
};

/* Adds the message: headers, an empty line, the text in quoted-printable; lines end in \r\n. */
void mail_write(struct str *out, const struct mail *m);

#endif
