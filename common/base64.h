/* Base64 with padding (RFC 4648, 4). */
#ifndef PAKN_BASE64_H
#define PAKN_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "common/span.h"

/* How many characters so many bytes make. */
#define BASE64_LEN(bytes) (((bytes) + 2) / 3 * 4)

/* Writes BASE64_LEN(len) characters and a NUL. */
void base64_encode(const void *data, size_t len, char *out);

/* Reads the one text that base64_encode() would write for some bytes; false for any other, and for
 * one of more than max bytes.  out has room for max bytes. */
bool base64_decode(struct span text, unsigned char *out, size_t max, size_t *len);

#endif
