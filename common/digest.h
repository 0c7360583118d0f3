/* SHA-256 and HMAC-SHA256 by OpenSSL, with algorithms and contexts that are fetched once per
 * thread: OpenSSL 3 takes longer to look an algorithm up than to digest a short text with it. */
#ifndef PAKN_DIGEST_H
#define PAKN_DIGEST_H

#include <stddef.h>

#include "common/span.h"

#define DIGEST_SIZE 32

void digest_sha256(const void *data, size_t len, unsigned char out[DIGEST_SIZE]);

/* Computes the HMAC of the parts, one behind the other with nothing between them.
 *   digest_hmac(key, 32, (struct span[]){ a, b }, 2, out); */
void digest_hmac(const void *key, size_t key_len, const struct span *parts, size_t count,
	unsigned char out[DIGEST_SIZE]);

/* As above, but each part has its length (8 bytes, big-endian) in front, so that ("ab", "c") and
 * ("a", "bc") differ. */
void digest_hmac_framed(const void *key, size_t key_len, const struct span *parts, size_t count,
	unsigned char out[DIGEST_SIZE]);

#endif
