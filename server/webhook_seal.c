#include "server/webhook_seal.h"

#include "common/fatal.h"
#include "common/seal.h"
#include "server/bind.h"
#include "server/contact.h"

/* Says where a secret belongs: its own id stands in the place of a report's. */
static struct seal_place place_of(struct webhook_of of)
{
	struct seal_place place = { .tenant_id = of.tenant_id, .kind = "webhook" };

	if (!uuid_parse(span_of(of.secret_id), &place.report_id))
		fatal("webhook: the id of a secret is none");
	return place;
}

const char *secret_seal(const struct contact_keys *k, struct arena *a,
	const struct seal_place *place, const struct webhook_secret *secret)
{
	unsigned char sealed[WEBHOOK_SECRET_MAX + SEAL_OVERHEAD];

	seal_close(contact_seal_keys(k), place,
		(struct span){ (const char *)secret->bytes, secret->len }, sealed);
	return bind_bytea(a, sealed, secret->len + SEAL_OVERHEAD);
}

bool secret_open(const struct contact_keys *k, struct arena *a, const struct seal_place *place,
	const char *sealed, struct webhook_secret *secret)
{
	struct span bytes = bind_bytea_read(a, sealed);

	if (bytes.len < WEBHOOK_SECRET_MIN + SEAL_OVERHEAD ||
		bytes.len > WEBHOOK_SECRET_MAX + SEAL_OVERHEAD)
		return false;
	secret->len = bytes.len - SEAL_OVERHEAD;
	return seal_open(contact_seal_keys(k), place, bytes, secret->bytes);
}

const char *webhook_seal(const struct contact_keys *k, struct arena *a, struct webhook_of of,
	const struct webhook_secret *secret)
{
	struct seal_place place = place_of(of);

	return secret_seal(k, a, &place, secret);
}

bool webhook_open(const struct contact_keys *k, struct arena *a, struct webhook_of of,
	const char *sealed, struct webhook_secret *secret)
{
	struct seal_place place = place_of(of);

	return secret_open(k, a, &place, sealed, secret);
}
