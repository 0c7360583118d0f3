/* The secret of a gateway, as it is stored: sealed (common/seal.h) for one gateway of one province,
 * beside a digest by which the database knows the gateway, and which no secret of another one has.
 */
#ifndef PAKN_GATEWAYS_SEAL_H
#define PAKN_GATEWAYS_SEAL_H

#include <stdbool.h>

#include "common/digest.h"
#include "common/webhook.h"

struct arena;
struct contact_keys;

/* Whose it is. */
struct gateway_of {
	int tenant_id, gateway_id;
};

/* Reads a gateway's name, such as pkg_24_3: its province and its number. */
bool gateway_name_parse(struct span name, struct gateway_of *out);

/* Makes the digest of a gateway with this secret. */
void gateway_digest(
	struct gateway_of of, const struct webhook_secret *secret, unsigned char out[DIGEST_SIZE]);

/* Seals a secret into the text of a bytea. */
const char *gateway_seal(const struct contact_keys *k, struct arena *a, struct gateway_of of,
	const struct webhook_secret *secret);

/* Opens a secret out of the text of a bytea; false where it does not open. */
bool gateway_open(const struct contact_keys *k, struct arena *a, struct gateway_of of,
	const char *sealed, struct webhook_secret *secret);

#endif
