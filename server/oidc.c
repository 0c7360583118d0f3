#include "server/oidc.h"

#include "common/digest.h"
#include "common/log.h"
#include "server/bind.h"
#include "server/counters.h"
#include "server/req.h"

#define COOKIE      "__Host-pakn-oidc"
#define COOKIE_LIFE "; Max-Age=600; Path=/; Secure; HttpOnly; SameSite=Lax"

bool oidc_provider_read(struct oidc *o, const struct db_result *res)
{
	const char **const places[] = { &o->provider.issuer, &o->provider.client_id,
		&o->provider.redirect_uri, &o->provider.scopes, &o->provider.account_claim,
		&o->provider.audience, &o->provider.secret_name };

	if (res->outcome != DB_OK) {
		req_db_problem(o->req, res);
		req_refuse(o->req);
		return false;
	}
	for (int i = 0; i < (int)(sizeof(places) / sizeof(places[0])); i++)
		if (!PQgetisnull(res->rows, 0, i))
			*places[i] = arena_string(o->req->http->arena, PQgetvalue(res->rows, 0, i));
	return true;
}

const char *oidc_cookie_read(struct req *r)
{
	struct span rest = http_header_find(r->http, "cookie");

	while (rest.len) {
		const char *end = memchr(rest.data, ';', rest.len);
		size_t len = end ? (size_t)(end - rest.data) : rest.len;
		struct span pair = span_trim((struct span){ rest.data, len });
		unsigned char bytes[OIDC_PROOF_LEN];
		size_t decoded;

		rest = span_skip(rest, len + (end != NULL));
		if (!span_starts(pair, COOKIE "=") ||
			pair.len != strlen(COOKIE) + 1 + OIDC_PROOF_LEN)
			continue;
		pair = span_skip(pair, strlen(COOKIE) + 1);
		if (base64url_decode(pair, bytes, &decoded))
			return arena_span(r->http->arena, pair);
	}
	return NULL;
}

const char *oidc_cookie_write(const struct oidc *o)
{
	return arena_printf(o->req->http->arena, COOKIE "=%s" COOKIE_LIFE, o->browser);
}

const char *oidc_digest(struct req *r, const char *proof)
{
	unsigned char digest[DIGEST_SIZE];

	digest_sha256(proof, strlen(proof), digest);
	return bind_bytea(r->http->arena, digest, sizeof(digest));
}

const char *oidc_derive(const struct oidc *o, const char *what)
{
	struct span parts[] = { span_of("oidc"), span_of(what), span_of(o->state) };
	char *text = arena_alloc(o->req->http->arena, OIDC_PROOF_SIZE);
	unsigned char digest[DIGEST_SIZE];

	digest_hmac_framed(o->browser, strlen(o->browser), parts, 3, digest);
	base64url_encode(digest, sizeof(digest), text);
	return text;
}

void oidc_refuse(struct oidc *o, const char *code, const char *reason)
{
	struct req *r = o->req;

	counters_add(COUNTER_sign_ons_refused, 1);
	log_warning("sign_on_refused", "code=%s reason=%s issuer=%s trace_id=%s", code, reason,
		o->provider.issuer ? o->provider.issuer : "", r->http->trace_id);
	req_problem(r, code, arena_printf(r->http->arena, "{\"reason\":\"%s\"}", reason));
	req_refuse(r);
}
