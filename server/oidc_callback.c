/* The way back: the sign-on service has sent the browser here with a code, which is exchanged for a
 * token that says who it is. */
#include "common/clock.h"
#include "common/config.h"
#include "common/id_token.h"
#include "common/random.h"
#include "common/str.h"
#include "queries.h"
#include "server/bind.h"
#include "server/counters.h"
#include "server/oidc.h"
#include "server/oidc_issuers.h"
#include "server/oidc_secret.h"
#include "server/outbound.h"
#include "server/req.h"

#define RETURN_COLUMN 7 /* of q_oidc_login_take, behind those of the provider */
#define ANSWER_MAX    (64 * 1024)
#define PERSON_CHARS  32 /* of the hash, in a citizen's credential */

struct callback {
	struct oidc oidc;
	const char *return_path;
	const char *id_token; /* as it came */
	bool renewed;         /* the keys were fetched again for it */
	struct id_token said;
	char token[TOKEN_TEXT_SIZE];
};

static void login_taken(void *arg, struct db_result *res);
static void code_exchange(void *arg, const struct oidc_issuer *issuer, const char *reason);
static void code_exchanged(void *arg, const struct outbound_answer *a);
static void token_check(void *arg, const struct oidc_issuer *issuer, const char *reason);
static void staff_found(void *arg, struct db_result *res);
static void session_begun(void *arg, struct db_result *res);

void oidc_callback_run(struct req *r)
{
	struct callback *c = arena_alloc(r->http->arena, sizeof(*c));
	unsigned char taker[16];
	const char **params;

	c->oidc.req = r;
	c->oidc.state = req_input(r, "state");
	c->oidc.browser = oidc_cookie_read(r);
	if (!c->oidc.browser)
		return oidc_refuse(&c->oidc, "sign_on_expired", "no_cookie");
	random_bytes(taker, sizeof(taker));
	params = bind_flow(r, &q_oidc_login_take,
		(struct bound[]){ { "state_digest", oidc_digest(r, c->oidc.state) },
			{ "browser_digest", oidc_digest(r, c->oidc.browser) },
			{ "taker", bind_bytea(r->http->arena, taker, sizeof(taker)) }, { 0 } });
	if (!params)
		return req_refuse(r);
	db_call(r->context->db, DB_WRITE, &q_oidc_login_take, params, login_taken, c);
}

/* Tells an error's code as far as it can stand in an answer and in the log. */
static const char *error_word(const char *error)
{
	size_t len = error ? strspn(error, "abcdefghijklmnopqrstuvwxyz_") : 0;

	return len && len <= 40 && !error[len] ? error : "other";
}

static void login_taken(void *arg, struct db_result *res)
{
	struct callback *c = arg;
	struct req *r = c->oidc.req;
	const char *error = req_input(r, "error"), *issuer = req_input(r, "iss");

	if (!oidc_provider_read(&c->oidc, res))
		return;
	c->return_path = arena_string(r->http->arena, PQgetvalue(res->rows, 0, RETURN_COLUMN));
	/* Another service's answer, passed off as this one's (RFC 9207). */
	if (issuer && strcmp(issuer, c->oidc.provider.issuer) != 0)
		return oidc_refuse(&c->oidc, "sign_on_refused", "wrong_sender");
	if (error)
		return oidc_refuse(&c->oidc, "sign_on_denied", error_word(error));
	if (!req_input(r, "code"))
		return oidc_refuse(&c->oidc, "sign_on_refused", "no_code");
	oidc_issuers_get(r->context->oidc_issuers, c->oidc.provider.issuer, code_exchange, c);
}

/* Adds a parameter to a form. */
static void form_add(struct str *form, const char *name, const char *value)
{
	str_printf(form, "%s%s=", form->len ? "&" : "", name);
	str_add_percent(form, value);
}

/* Encodes what goes into HTTP Basic (RFC 6749, 2.3.1). */
static const char *basic_part(struct arena *a, const char *text)
{
	struct str encoded = { 0 };
	const char *copy;

	str_add_percent(&encoded, text);
	copy = arena_span(a, str_span(&encoded));
	str_free(&encoded);
	return copy;
}

/* Asks for the token.  A client without a secret is a public one, whom PKCE alone protects. */
static void code_send(struct callback *c, const struct oidc_metadata *m)
{
	struct req *r = c->oidc.req;
	const struct oidc_provider *p = &c->oidc.provider;
	const char *secret = oidc_secret_find(
		r->http->arena, config_text(r->context->config, "oidc_secrets"), p->secret_name);
	struct outbound_request ask = { .url = m->token_endpoint,
		.media = "application/x-www-form-urlencoded",
		.answer_max = ANSWER_MAX,
		.deadline_ms = (int)config_int(r->context->config, "oidc_ms") };
	struct str form = { 0 };

	form_add(&form, "grant_type", "authorization_code");
	form_add(&form, "code", req_input(r, "code"));
	form_add(&form, "redirect_uri", p->redirect_uri);
	form_add(&form, "code_verifier", oidc_derive(&c->oidc, "verifier"));
	if (secret && !m->secret_in_body) {
		ask.user = basic_part(r->http->arena, p->client_id);
		ask.secret = basic_part(r->http->arena, secret);
	} else {
		form_add(&form, "client_id", p->client_id);
	}
	if (secret && m->secret_in_body)
		form_add(&form, "client_secret", secret);
	ask.body = str_span(&form);
	outbound_call(r->context->outbound, &ask, code_exchanged, c);
	explicit_bzero(form.data, form.len);
	str_free(&form);
}

static void code_exchange(void *arg, const struct oidc_issuer *issuer, const char *reason)
{
	struct callback *c = arg;

	if (!issuer)
		return oidc_refuse(&c->oidc, "sign_on_unavailable", reason);
	if (issuer->metadata.names_itself && !req_input(c->oidc.req, "iss"))
		return oidc_refuse(&c->oidc, "sign_on_refused", "no_sender");
	code_send(c, &issuer->metadata);
}

static void code_exchanged(void *arg, const struct outbound_answer *a)
{
	struct callback *c = arg;
	struct req *r = c->oidc.req;

	if (a->outcome != OUTBOUND_ANSWERED)
		return oidc_refuse(
			&c->oidc, "sign_on_unavailable", outbound_outcome_name(a->outcome));
	if (a->status == 429 || a->status >= 500)
		return oidc_refuse(&c->oidc, "sign_on_unavailable", "bad_status");
	if (a->status != 200)
		return oidc_refuse(&c->oidc, "sign_on_refused",
			error_word(oidc_answer_text(r->http->arena, a->body, "error")));
	c->id_token = oidc_answer_text(r->http->arena, a->body, "id_token");
	if (!c->id_token)
		return oidc_refuse(&c->oidc, "sign_on_refused", "no_id_token");
	oidc_issuers_get(r->context->oidc_issuers, c->oidc.provider.issuer, token_check, c);
}

/* Opens a session of a citizen, who is known by a keyed hash: subjects may be numbers that one
 * could try out. */
static void citizen_begin(struct callback *c)
{
	struct req *r = c->oidc.req;
	struct span parts[] = { span_of("person"), span_of(r->tenant),
		span_of(c->oidc.provider.issuer), span_of(c->said.subject) };
	unsigned char person[DIGEST_SIZE], digest[DIGEST_SIZE];
	char principal[2 * DIGEST_SIZE + 1];

	digest_hmac_framed(
		r->context->secret_key, sizeof(r->context->secret_key), parts, 4, person);
	str_hex(principal, person, sizeof(person));
	principal[PERSON_CHARS] = '\0';
	token_mint(TOKEN_CITIZEN, r->tenant_id, principal, c->token, digest);
	db_call(r->context->db, DB_WRITE, &q_oidc_citizen_begin,
		bind_flow(r, &q_oidc_citizen_begin,
			(struct bound[]){
				{ "person", bind_bytea(r->http->arena, person, sizeof(person)) },
				{ "new_digest",
					bind_bytea(r->http->arena, digest, sizeof(digest)) },
				{ "return_path", c->return_path }, { 0 } }),
		session_begun, c);
}

static void staff_find(struct callback *c)
{
	struct req *r = c->oidc.req;

	db_call(r->context->db, DB_WRITE, &q_oidc_staff_find,
		bind_flow(r, &q_oidc_staff_find,
			(struct bound[]){ { "subject", c->said.subject },
				{ "account", c->said.account }, { 0 } }),
		staff_found, c);
}

static void token_check(void *arg, const struct oidc_issuer *issuer, const char *reason)
{
	struct callback *c = arg;
	struct req *r = c->oidc.req;
	const struct oidc_provider *p = &c->oidc.provider;
	struct id_token_expected expected = { .issuer = p->issuer,
		.client_id = p->client_id,
		.nonce = oidc_derive(&c->oidc, "nonce"),
		.account_claim = p->account_claim,
		.now_s = clock_wall_ms() / 1000 };
	enum jws_fault fault;

	if (!issuer)
		return oidc_refuse(&c->oidc, "sign_on_unavailable", reason);
	fault = id_token_read(
		r->http->arena, span_of(c->id_token), issuer->keys, &expected, &c->said);
	if (fault == JWS_key_unknown && !c->renewed) {
		c->renewed = true;
		return oidc_issuers_renew(r->context->oidc_issuers, p->issuer, token_check, c);
	}
	if (fault != JWS_OK)
		return oidc_refuse(&c->oidc, "sign_on_refused", jws_fault_name(fault));
	if (!strcmp(p->audience, "citizen"))
		citizen_begin(c);
	else
		staff_find(c);
}

/* Tells whether the database did what it was asked; else the refusal is sent. */
static bool done(struct callback *c, const struct db_result *res)
{
	if (res->outcome == DB_OK)
		return true;
	req_db_problem(c->oidc.req, res);
	req_refuse(c->oidc.req);
	return false;
}

static void staff_found(void *arg, struct db_result *res)
{
	struct callback *c = arg;
	struct req *r = c->oidc.req;
	unsigned char digest[DIGEST_SIZE];
	const char *staff_id;

	if (!done(c, res))
		return;
	staff_id = arena_string(r->http->arena, PQgetvalue(res->rows, 0, 0));
	token_mint(TOKEN_SESSION, r->tenant_id, staff_id, c->token, digest);
	db_call(r->context->db, DB_WRITE, &q_oidc_session_begin,
		bind_flow(r, &q_oidc_session_begin,
			(struct bound[]){ { "subject", c->said.subject }, { "staff_id", staff_id },
				{ "new_digest",
					bind_bytea(r->http->arena, digest, sizeof(digest)) },
				{ "return_path", c->return_path }, { 0 } }),
		session_begun, c);
}

static void session_begun(void *arg, struct db_result *res)
{
	struct callback *c = arg;

	if (!done(c, res))
		return;
	counters_add(COUNTER_sign_ons, 1);
	/* A path has nothing in it that JSON would escape (is_local_path). */
	req_reply_with(c->oidc.req,
		(struct req_answer){ .status = 200, .body = span_of(PQgetvalue(res->rows, 0, 1)) },
		arena_printf(c->oidc.req->http->arena, "\"token\":\"%s\",\"return\":\"%s\"",
			c->token, c->return_path));
}
