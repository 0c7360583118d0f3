/* The way out: the browser is sent to the sign-on service. */
#include "common/digest.h"
#include "common/random.h"
#include "common/str.h"
#include "queries.h"
#include "server/bind.h"
#include "server/oidc.h"
#include "server/oidc_issuers.h"
#include "server/req.h"

struct start {
	struct oidc oidc;
	const char *return_path, *endpoint;
};

static void provider_shown(void *arg, struct db_result *res);
static void issuer_known(void *arg, const struct oidc_issuer *issuer, const char *reason);
static void login_begun(void *arg, struct db_result *res);

/* Tells whether a text is a path of this service and can lead nowhere else: //host and /\host
 * would. */
static bool is_local_path(const char *path)
{
	if (path[0] != '/' || path[1] == '/')
		return false;
	for (const char *c = path; *c; c++)
		if (*c <= ' ' || *c > '~' || strchr("\\\"<>^`{|}", *c))
			return false;
	return true;
}

void oidc_start_run(struct req *r)
{
	struct start *s = arena_alloc(r->http->arena, sizeof(*s));
	const char *wanted = req_input(r, "return");
	const char **params = bind_flow(r, &q_oidc_provider_show, NULL);

	s->oidc.req = r;
	s->return_path = wanted ? wanted : "/";
	if (!params)
		return req_refuse(r);
	if (!is_local_path(s->return_path)) {
		req_problem(r, "invalid",
			"{\"errors\":[{\"pointer\":\"?return\",\"code\":\"bad_format\"}]}");
		return req_refuse(r);
	}
	db_call(r->context->db, DB_FAST, &q_oidc_provider_show, params, provider_shown, s);
}

static void provider_shown(void *arg, struct db_result *res)
{
	struct start *s = arg;

	if (oidc_provider_read(&s->oidc, res))
		oidc_issuers_get(s->oidc.req->context->oidc_issuers, s->oidc.provider.issuer,
			issuer_known, s);
}

static const char *proof_mint(struct arena *a)
{
	unsigned char bytes[DIGEST_SIZE];
	char *text = arena_alloc(a, OIDC_PROOF_SIZE);

	random_bytes(bytes, sizeof(bytes));
	base64url_encode(bytes, sizeof(bytes), text);
	return text;
}

static void issuer_known(void *arg, const struct oidc_issuer *issuer, const char *reason)
{
	struct start *s = arg;
	struct req *r = s->oidc.req;

	if (!issuer)
		return oidc_refuse(&s->oidc, "sign_on_unavailable", reason);
	s->endpoint = arena_string(r->http->arena, issuer->metadata.authorization_endpoint);
	s->oidc.state = proof_mint(r->http->arena);
	/* A browser keeps its cookie, so that sign-ins in two windows do not spoil one another. */
	s->oidc.browser = oidc_cookie_read(r);
	if (!s->oidc.browser)
		s->oidc.browser = proof_mint(r->http->arena);
	db_call(r->context->db, DB_WRITE, &q_oidc_login_begin,
		bind_flow(r, &q_oidc_login_begin,
			(struct bound[]){ { "state_digest", oidc_digest(r, s->oidc.state) },
				{ "browser_digest", oidc_digest(r, s->oidc.browser) },
				{ "return_path", s->return_path }, { 0 } }),
		login_begun, s);
}

/* Makes the challenge of PKCE (RFC 7636, 4.2). */
static const char *challenge(const struct oidc *o)
{
	const char *verifier = oidc_derive(o, "verifier");
	char *text = arena_alloc(o->req->http->arena, OIDC_PROOF_SIZE);
	unsigned char digest[DIGEST_SIZE];

	digest_sha256(verifier, strlen(verifier), digest);
	base64url_encode(digest, sizeof(digest), text);
	return text;
}

/* Makes the address that the browser is sent to. */
static const char *authorization_url(const struct start *s)
{
	const struct oidc *o = &s->oidc;
	const char *const parameters[][2] = {
		{ "response_type", "code" },
		{ "client_id", o->provider.client_id },
		{ "redirect_uri", o->provider.redirect_uri },
		{ "scope", o->provider.scopes },
		{ "state", o->state },
		{ "nonce", oidc_derive(o, "nonce") },
		{ "code_challenge", challenge(o) },
		{ "code_challenge_method", "S256" },
		{ "ui_locales", bind_value(o->req, "lang") },
	};
	struct str url = { 0 };
	const char *text;

	str_add(&url, s->endpoint);
	for (size_t i = 0; i < sizeof(parameters) / sizeof(parameters[0]); i++) {
		str_add_char(&url, i || strchr(s->endpoint, '?') ? '&' : '?');
		str_printf(&url, "%s=", parameters[i][0]);
		str_add_percent(&url, parameters[i][1]);
	}
	text = arena_span(o->req->http->arena, str_span(&url));
	str_free(&url);
	return text;
}

static void login_begun(void *arg, struct db_result *res)
{
	struct start *s = arg;
	struct req *r = s->oidc.req;

	if (res->outcome != DB_OK) {
		req_db_problem(r, res);
		return req_refuse(r);
	}
	req_reply(r, &(struct req_answer){ .status = 303,
			     .location = authorization_url(s),
			     .cookie = oidc_cookie_write(&s->oidc) });
}
