/* Addresses of electronic mail. */
#ifndef PAKN_EMAIL_H
#define PAKN_EMAIL_H

#include <stdbool.h>

#include "common/span.h"

#define EMAIL_TEXT_SIZE 255 /* RFC 5321 leaves 254 characters for an address in a command */

/* Reads the plain form local@domain (RFC 5321's dot-string, no quotes, no comments, no address
 * literals; a domain of two labels at least) and writes it with the domain in lower case. */
bool email_normalise(struct span in, char out[EMAIL_TEXT_SIZE]);

#endif
