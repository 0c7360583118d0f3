/* The secret of an authenticator, as it is stored: sealed (common/seal.h) for one person of one
 * province. */
#ifndef PAKN_FACTOR_H
#define PAKN_FACTOR_H

#include <stdbool.h>

#include "common/totp.h"

struct arena;
struct contact_keys;

/* Whose it is: both as PostgreSQL writes them. */
struct factor_of {
	const char *tenant_id, *staff_id;
};

/* Seals a secret into the text of a bytea. */
const char *factor_seal(const struct contact_keys *k, struct arena *a, struct factor_of of,
	const unsigned char secret[TOTP_SECRET_SIZE]);

/* Opens a secret out of the text of a bytea; false where it does not open. */
bool factor_open(const struct contact_keys *k, struct arena *a, struct factor_of of,
	const char *sealed, unsigned char secret[TOTP_SECRET_SIZE]);

#endif
