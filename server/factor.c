#include "server/factor.h"

#include <stdlib.h>

#include "common/seal.h"
#include "server/bind.h"
#include "server/contact.h"

#define SEALED_SIZE (TOTP_SECRET_SIZE + SEAL_OVERHEAD)

/* Where a secret belongs; the place of a person has no report, and the id in its stead. */
static struct seal_place place_of(struct factor_of of)
{
	struct seal_place place = { .tenant_id = atoi(of.tenant_id), .kind = "totp" };
	unsigned staff_id = (unsigned)atoi(of.staff_id);

	for (int i = 0; i < 4; i++)
		place.report_id.bytes[15 - i] = (unsigned char)(staff_id >> 8 * i);
	return place;
}

const char *factor_seal(const struct contact_keys *k, struct arena *a, struct factor_of of,
	const unsigned char secret[TOTP_SECRET_SIZE])
{
	struct seal_place place = place_of(of);
	unsigned char sealed[SEALED_SIZE];

	seal_close(contact_seal_keys(k), &place,
		(struct span){ (const char *)secret, TOTP_SECRET_SIZE }, sealed);
	return bind_bytea(a, sealed, sizeof(sealed));
}

bool factor_open(const struct contact_keys *k, struct arena *a, struct factor_of of,
	const char *sealed, unsigned char secret[TOTP_SECRET_SIZE])
{
	struct seal_place place = place_of(of);
	struct span bytes = bind_bytea_read(a, sealed);

	return bytes.len == SEALED_SIZE && seal_open(contact_seal_keys(k), &place, bytes, secret);
}
