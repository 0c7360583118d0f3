/* What a worker knows of gateways: the secrets of those that have lately sent something, opened
 * once.  A secret that is known here is worth nothing by itself: whether its gateway still may do
 * something, the database says each time. */
#ifndef PAKN_GATEWAYS_H
#define PAKN_GATEWAYS_H

#include "server/db.h"
#include "server/gateways_seal.h"

#define GATEWAY_SECRETS_MAX 2 /* the old one and the new one */

/* Those of one gateway, the newest first. */
struct gateway_secrets {
	size_t count;
	struct gateway_secret {
		struct webhook_secret secret;
		unsigned char digest[DIGEST_SIZE];
	} items[GATEWAY_SECRETS_MAX];
};

struct gateways;

struct gateways *gateways_new(const struct contact_keys *keys);
void gateways_free(struct gateways *g);

/* Finds the secrets of a gateway; NULL where they were never read, or too long ago. */
const struct gateway_secrets *gateways_find(const struct gateways *g, struct gateway_of of);

/* Opens and keeps the secrets of a gateway, as gateway_secrets() of the database gives them. */
const struct gateway_secrets *gateways_keep(
	struct gateways *g, struct gateway_of of, const PGresult *rows);

#endif
