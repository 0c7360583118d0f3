#include "server/auth.h"

#include "common/digits.h"
#include "server/bind.h"
#include "server/req.h"
#include "server/tenants.h"

#define KEY_MAX           255
#define ANONYMOUS_KEY_MIN 36 /* a UUID: nobody else may hit upon it */

/* Writes the number of the tenant as statements take it. */
static void tenant_write(struct req *r)
{
	char *text = arena_alloc(r->http->arena, DIGITS_MAX + 1);

	digits_put(text, (unsigned)r->tenant_id);
	r->tenant = text;
}

bool auth_tenant(struct req *r)
{
	r->tenant_id = tenants_find(r->context->tenants, http_header_find(r->http, "host"));
	if (r->tenant_id < 0)
		return req_problem(r, "unavailable", NULL);
	tenant_write(r);
	return true;
}

bool auth_credential(struct req *r)
{
	struct span header = span_trim(http_header_find(r->http, "authorization"));

	if (!header.data)
		return r->route->who == ANYONE || req_problem(r, "unauthenticated", NULL);
	if (header.len < 7 || strncasecmp(header.data, "Bearer ", 7) ||
		!token_parse(span_trim(span_skip(header, 7)), &r->token) ||
		!tenants_known(r->context->tenants, r->token.tenant_id))
		return req_problem(r, "unauthenticated", NULL);
	r->digest = bind_bytea(r->http->arena, r->token.digest, DIGEST_SIZE);
	r->has_token = true;
	r->tenant_id = r->token.tenant_id;
	tenant_write(r);
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
