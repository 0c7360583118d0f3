/* The secret of a webhook, as it is stored: sealed (common/seal.h) under an id of its own. */
#ifndef PAKN_WEBHOOK_SEAL_H
#define PAKN_WEBHOOK_SEAL_H

#include <stdbool.h>

#include "common/webhook.h"

struct arena;
struct contact_keys;
struct seal_place;

/* Whose it is; the id as PostgreSQL writes it. */
struct webhook_of {
	int tenant_id;
	const char *secret_id;
};

/* Seals a secret into the text of a bytea. */
const char *webhook_seal(const struct contact_keys *k, struct arena *a, struct webhook_of of,
	const struct webhook_secret *secret);

/* Opens a secret out of the text of a bytea; false where it does not open. */
bool webhook_open(const struct contact_keys *k, struct arena *a, struct webhook_of of,
	const char *sealed, struct webhook_secret *secret);

/* The same for a secret that belongs to any place. */
const char *secret_seal(const struct contact_keys *k, struct arena *a,
	const struct seal_place *place, const struct webhook_secret *secret);
bool secret_open(const struct contact_keys *k, struct arena *a, const struct seal_place *place,
	const char *sealed, struct webhook_secret *secret);

#endif
