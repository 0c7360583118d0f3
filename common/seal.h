/* Sealed texts: what only PAKN's keys can read, and only in the place for which it was written.
 *
 *   number of the key (2 bytes, big-endian) | nonce (12) | ciphertext | tag (16)
 *
 * by AES-256-GCM.  The key's number, the province, the report and the kind of field are
 * authenticated beside it, so that nothing opens that was moved to another row or column.  Nonces
 * are random: a key may seal 2^32 texts (NIST SP 800-38D, 8.3), so take a new one before that. */
#ifndef PAKN_SEAL_H
#define PAKN_SEAL_H

#include <stdbool.h>
#include <stdint.h>

#include "common/gcm.h"
#include "common/span.h"
#include "common/uuid.h"

#define SEAL_KEYS_MAX 16
#define SEAL_OVERHEAD (2 + GCM_NONCE_SIZE + GCM_TAG_SIZE)

/* The first seals; every one of them opens. */
struct seal_keys {
	size_t count;
	struct seal_key {
		uint16_t id; /* never 0, never used twice for different keys */
		unsigned char bytes[GCM_KEY_SIZE];
	} keys[SEAL_KEYS_MAX];
};

/* What a text belongs to. */
struct seal_place {
	int tenant_id;
	struct uuid report_id;
	const char *kind; /* "phone" */
};

/* Reads "2:HEX,1:HEX": numbers from 1 to 65535, each once, with 64 hexadecimal digits. */
bool seal_keys_parse(const char *text, struct seal_keys *out);

/* Writes text.len + SEAL_OVERHEAD bytes. */
void seal_close(const struct seal_keys *k, const struct seal_place *place, struct span text,
	unsigned char *out);

/* Writes sealed.len - SEAL_OVERHEAD bytes; false where it is no seal, its key is not there, or it
 * was not written for this place. */
bool seal_open(const struct seal_keys *k, const struct seal_place *place, struct span sealed,
	unsigned char *out);

/* Tells whether the current key has sealed this. */
bool seal_is_current(const struct seal_keys *k, struct span sealed);

#endif
