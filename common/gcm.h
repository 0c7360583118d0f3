/* AES-256-GCM (NIST SP 800-38D) by OpenSSL, with contexts that are kept: to begin again with the
 * same key costs a tenth of taking a key in. */
#ifndef PAKN_GCM_H
#define PAKN_GCM_H

#include <stdbool.h>

#include "common/span.h"

#define GCM_KEY_SIZE   32
#define GCM_NONCE_SIZE 12
#define GCM_TAG_SIZE   16

/* Writes text.len bytes and the tag.  A nonce may be used once with a key, and never again. */
void gcm_encrypt(const unsigned char key[GCM_KEY_SIZE], const unsigned char nonce[GCM_NONCE_SIZE],
	struct span beside, struct span text, unsigned char *out, unsigned char tag[GCM_TAG_SIZE]);

/* Writes text.len bytes; false where anything is not as it was encrypted: then out is cleared. */
bool gcm_decrypt(const unsigned char key[GCM_KEY_SIZE], const unsigned char nonce[GCM_NONCE_SIZE],
	struct span beside, struct span text, const unsigned char tag[GCM_TAG_SIZE],
	unsigned char *out);

/* Digests the parts of a text, one behind the other, under a secret key: the tag that GCM gives it
 * with a nonce of zeros.  Two texts have the same tag with a chance of one in 2^128 for each 16
 * bytes of them, as long as nobody sees a tag: it goes into an HMAC, and the key is for nothing
 * else. */
void gcm_digest(const unsigned char key[GCM_KEY_SIZE], const struct span *parts, size_t count,
	unsigned char tag[GCM_TAG_SIZE]);

#endif
