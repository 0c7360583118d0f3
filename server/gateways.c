#include "server/gateways.h"

#include <stdlib.h>

#include "common/arena.h"
#include "common/clock.h"
#include "common/fatal.h"
#include "common/log.h"

#define SLOTS    256         /* of gateways; more than those take turns */
#define FRESH_MS (10 * 1000) /* afterwards they are read again */

struct slot {
	struct gateway_of of;
	uint64_t read_ms; /* 0: free */
	struct gateway_secrets secrets;
};

struct gateways {
	const struct contact_keys *keys;
	struct slot slots[SLOTS];
};

struct gateways *gateways_new(const struct contact_keys *keys)
{
	struct gateways *g = fatal_if_null(calloc(1, sizeof(*g)));

	g->keys = keys;
	return g;
}

void gateways_free(struct gateways *g)
{
	explicit_bzero(g, sizeof(*g));
	free(g);
}

static size_t place_of(struct gateway_of of)
{
	return ((size_t)of.tenant_id * 31 + (size_t)of.gateway_id) % SLOTS;
}

const struct gateway_secrets *gateways_find(const struct gateways *g, struct gateway_of of)
{
	const struct slot *s = &g->slots[place_of(of)];

	if (s->of.tenant_id != of.tenant_id || s->of.gateway_id != of.gateway_id || !s->read_ms ||
		clock_mono_ms() - s->read_ms >= FRESH_MS)
		return NULL;
	return &s->secrets;
}

/* Opens one secret; false where it does not open, which is logged. */
static bool secret_open(const struct gateways *g, struct arena *a, struct gateway_of of,
	const char *sealed, struct gateway_secret *out)
{
	if (!gateway_open(g->keys, a, of, sealed, &out->secret)) {
		log_error("gateway_sealed", "tenant=%d gateway=%d", of.tenant_id, of.gateway_id);
		return false;
	}
	gateway_digest(of, &out->secret, out->digest);
	return true;
}

const struct gateway_secrets *gateways_keep(
	struct gateways *g, struct gateway_of of, const PGresult *rows)
{
	struct slot *s = &g->slots[place_of(of)];
	struct arena *a = arena_new();

	explicit_bzero(s, sizeof(*s));
	s->of = of;
	s->read_ms = clock_mono_ms();
	for (int i = 0; i < PQntuples(rows) && s->secrets.count < GATEWAY_SECRETS_MAX; i++)
		if (secret_open(
			    g, a, of, PQgetvalue(rows, i, 0), &s->secrets.items[s->secrets.count]))
			s->secrets.count++;
	arena_free(a);
	return &s->secrets;
}
