/* Base64url without padding (RFC 4648, 5; RFC 7515, 2). */
#ifndef PAKN_BASE64URL_H
#define PAKN_BASE64URL_H

#include <stdbool.h>
#include <stddef.h>

#include "common/span.h"

/* How many characters so many bytes make. */
#define BASE64URL_LEN(bytes) (((bytes)*4 + 2) / 3)

/* Writes BASE64URL_LEN(len) characters and a NUL. */
void base64url_encode(const void *data, size_t len, char *out);

/* Reads the one text that base64url_encode() would write for some bytes; false for any other: other
 * characters, padding, spare bits that are not 0.  out has room for text.len bytes. */
bool base64url_decode(struct span text, unsigned char *out, size_t *len);

#endif
