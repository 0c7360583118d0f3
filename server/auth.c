#include "server/auth.h"

#include <stdio.h>

#include "common/base64.h"
#include "common/clock.h"
#include "common/config.h"
#include "common/digits.h"
#include "common/ip.h"
#include "common/webhook.h"
#include "queries.h"
#include "server/bind.h"
#include "server/gateways.h"
#include "server/req.h"
#include "server/tenants.h"

#define KEY_MAX           255
#define ANONYMOUS_KEY_MIN 36  /* a UUID: nobody else may hit upon it */
#define BASIC_MAX         256 /* bytes of a user name and a secret */

/* Writes the number of a tenant as statements take it. */
static const char *tenant_text(struct req *r, int tenant_id)
{
	char *text = arena_alloc(r->http->arena, DIGITS_MAX + 1);

	digits_put(text, (unsigned)tenant_id);
	return text;
}

/* Notes which tenant is named, and who answers for it. */
static void tenant_take(struct req *r, int named)
{
	r->home_id = named;
	r->home = tenant_text(r, named);
	r->tenant_id = tenants_heir(r->context->tenants, named);
	r->tenant = r->tenant_id == named ? r->home : tenant_text(r, r->tenant_id);
}

bool auth_tenant(struct req *r)
{
	int named = tenants_find(r->context->tenants, http_header_find(r->http, "host"));

	if (named < 0)
		return req_problem(r, "unavailable", NULL);
	tenant_take(r, named);
	return true;
}

/* Takes a credential; false where it is none, or of an unknown province. */
static bool token_take(struct req *r, struct span text)
{
	if (!token_parse(text, &r->token) ||
		!tenants_known(r->context->tenants, r->token.tenant_id))
		return false;
	r->digest = bind_bytea(r->http->arena, r->token.digest, DIGEST_SIZE);
	r->has_token = true;
	tenant_take(r, r->token.tenant_id);
	r->token.tenant_id = r->tenant_id;
	return true;
}

bool auth_credential(struct req *r)
{
	struct span header = span_trim(http_header_find(r->http, "authorization"));

	if (!header.data)
		return r->route->who == ANYONE || req_problem(r, "unauthenticated", NULL);
	if (header.len < 7 || strncasecmp(header.data, "Bearer ", 7) ||
		!token_take(r, span_trim(span_skip(header, 7))))
		return req_problem(r, "unauthenticated", NULL);
	return true;
}

bool auth_link(struct req *r)
{
	if (!token_take(r, r->match.captures[0].value) || r->token.kind != TOKEN_LINK)
		return req_problem(r, "unknown_link", NULL);
	return true;
}

/* Takes the quotes of a structured string off. */
static struct span unquoted(struct span s)
{
	if (s.len >= 2 && s.data[0] == '"' && s.data[s.len - 1] == '"')
		return (struct span){ s.data + 1, s.len - 2 };
	return s;
}

bool auth_key(struct req *r)
{
	struct span header = http_header_find(r->http, "idempotency-key");
	struct span key = unquoted(span_trim(header));
	size_t least = r->has_token ? 1 : ANONYMOUS_KEY_MIN;

	if (!header.data || !(r->route->flags & ROUTE_WRITE))
		return true;
	if (key.len < least || key.len > KEY_MAX)
		return req_problem(r, "bad_idempotency_key", NULL);
	for (size_t i = 0; i < key.len; i++)
		if (key.data[i] <= ' ' || key.data[i] > '~')
			return req_problem(r, "bad_idempotency_key", NULL);
	r->idempotency_key = arena_span(r->http->arena, key);
	return true;
}

/* Reads the name of a gateway out of the path: the tenant that it names, and whose it is now. */
static bool gateway_named(struct req *r, int *named, struct gateway_of *of)
{
	if (!gateway_name_parse(r->match.captures[0].value, of) ||
		!tenants_known(r->context->tenants, of->tenant_id))
		return false;
	*named = of->tenant_id;
	of->tenant_id = tenants_heir(r->context->tenants, of->tenant_id);
	return true;
}

/* Lets a request go on as that of a gateway with a secret, of which this is the digest. */
static void gateway_take(
	struct req *r, int named, struct gateway_of of, const unsigned char digest[DIGEST_SIZE])
{
	tenant_take(r, named);
	r->token.kind = TOKEN_GATEWAY;
	r->token.tenant_id = r->tenant_id;
	snprintf(r->token.principal, sizeof(r->token.principal), "%d", of.gateway_id);
	memcpy(r->token.digest, digest, DIGEST_SIZE);
	r->has_token = true;
	r->digest = bind_bytea(r->http->arena, digest, DIGEST_SIZE);
}

/* Tells whether the client is where gateways are. */
static bool gateway_near(const struct req *r)
{
	struct networks networks;

	if (!networks_parse(config_text(r->context->config, "gateway_networks"), &networks))
		return false;
	return r->http->has_ip ? networks_have(&networks, &r->http->ip) : networks.unix_sockets;
}

/* Reads the secret out of a Basic header, whose user name means nothing: the path has the name. */
static bool secret_shown(struct req *r, struct webhook_secret *secret)
{
	struct span header = span_trim(http_header_find(r->http, "authorization"));
	unsigned char pair[BASIC_MAX];
	const unsigned char *colon;
	size_t len;
	bool read;

	if (header.len < 6 || strncasecmp(header.data, "Basic ", 6) ||
		!base64_decode(span_trim(span_skip(header, 6)), pair, sizeof(pair), &len))
		return false;
	colon = memchr(pair, ':', len);
	read = colon && webhook_secret_parse((struct span){ (const char *)colon + 1,
						     len - (size_t)(colon + 1 - pair) },
				secret);
	explicit_bzero(pair, sizeof(pair));
	return read;
}

bool auth_shown(struct req *r)
{
	int named;
	struct gateway_of of;
	struct webhook_secret secret;
	unsigned char digest[DIGEST_SIZE];

	if (!gateway_near(r))
		return req_problem(r, "forbidden", NULL);
	if (!gateway_named(r, &named, &of) || !secret_shown(r, &secret))
		return req_problem(r, "unauthenticated", NULL);
	/* Whether a gateway has this one, the database finds. */
	gateway_digest(of, &secret, digest);
	explicit_bzero(&secret, sizeof(secret));
	gateway_take(r, named, of, digest);
	return true;
}

/* A signed request whose signature is being checked. */
struct signed_request {
	struct req *req;
	void (*then)(struct req *r);
	struct webhook webhook;
	int named;
	struct gateway_of of;
};

/* Reads what a signed request says of itself; false where no secret could prove that. */
static bool signed_read(struct signed_request *s)
{
	struct req *r = s->req;

	return gateway_named(r, &s->named, &s->of) &&
	       webhook_read(http_header_find(r->http, "webhook-id"),
		       http_header_find(r->http, "webhook-timestamp"),
		       http_header_find(r->http, "webhook-signature"), &s->webhook) &&
	       webhook_fresh(&s->webhook, (int64_t)(clock_wall_ms() / 1000));
}

/* Takes the first of the secrets that proves the request for who sends it. */
static bool signed_prove(struct signed_request *s, const struct gateway_secrets *known)
{
	struct req *r = s->req;
	size_t i = 0;

	while (i < known->count &&
		!webhook_proved(&s->webhook, r->http->body, &known->items[i].secret))
		i++;
	if (i == known->count)
		return false;
	gateway_take(r, s->named, s->of, known->items[i].digest);
	r->idempotency_key = arena_span(r->http->arena, s->webhook.id);
	return true;
}

/* Tries the secrets that the database has. */
static void secrets_read(void *arg, struct db_result *res)
{
	struct signed_request *s = arg;
	struct gateways *g = s->req->context->gateways;

	if (res->outcome != DB_OK)
		req_db_problem(s->req, res);
	else if (signed_prove(s, gateways_keep(g, s->of, res->rows)))
		return s->then(s->req);
	else
		req_problem(s->req, "unauthenticated", NULL);
	req_refuse(s->req);
}

void auth_signature(struct req *r, void (*then)(struct req *r))
{
	struct arena *a = r->http->arena;
	struct signed_request *s = arena_alloc(a, sizeof(*s));
	const struct gateway_secrets *known;
	const char **params;

	s->req = r;
	s->then = then;
	if (!signed_read(s)) {
		req_problem(r, "unauthenticated", NULL);
		return req_refuse(r);
	}
	known = gateways_find(r->context->gateways, s->of);
	if (known && signed_prove(s, known))
		return then(r);
	/* It is unknown here, or has a new secret. */
	params = arena_alloc(a, 2 * sizeof(*params));
	params[0] = arena_printf(a, "%d", s->of.tenant_id);
	params[1] = arena_printf(a, "%d", s->of.gateway_id);
	db_call(r->context->db, DB_FAST, &q_gateway_secrets, params, secrets_read, s);
}
