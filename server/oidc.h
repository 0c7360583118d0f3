/* Sign-in through a sign-on service of the province (OpenID Connect Core 1.0, authorization code
 * with PKCE).
 *
 * What a sign-in under way has to prove lies in the browser alone: a random state in the addresses
 * and a random cookie.  Nonce and PKCE verifier are made of both; the database has digests of the
 * two, so whoever reads it can finish nobody's sign-in. */
#ifndef PAKN_OIDC_H
#define PAKN_OIDC_H

#include "common/base64url.h"
#include "server/db.h"

struct req;

/* 32 random bytes, or a digest, as text. */
#define OIDC_PROOF_LEN  BASE64URL_LEN(32)
#define OIDC_PROOF_SIZE (OIDC_PROOF_LEN + 1)

/* What the database knows of a service; in the arena. */
struct oidc_provider {
	const char *issuer, *client_id, *redirect_uri, *scopes;
	const char *account_claim; /* NULL: none */
	const char *audience;      /* "staff" or "citizen" */
	const char *secret_name;
};

/* A sign-in under way: what its two requests have in common. */
struct oidc {
	struct req *req;
	struct oidc_provider provider;
	const char *state, *browser; /* OIDC_PROOF_LEN characters each */
};

/* GET /api/v1/session/oidc/:provider */
void oidc_start_run(struct req *r);

/* GET /api/v1/session/oidc/:provider/callback */
void oidc_callback_run(struct req *r);

/* Reads the provider out of the first columns of a row; false where there is none, with the refusal
 * sent. */
bool oidc_provider_read(struct oidc *o, const struct db_result *res);

/* Reads the browser's cookie; NULL where it has none of ours. */
const char *oidc_cookie_read(struct req *r);

/* Writes a Set-Cookie of it. */
const char *oidc_cookie_write(const struct oidc *o);

/* Digests a state or a cookie, as the text of a bytea. */
const char *oidc_digest(struct req *r, const char *proof);

/* Makes what only this browser and this state can make again: "nonce", "verifier". */
const char *oidc_derive(const struct oidc *o, const char *what);

/* Refuses, with a word that says why. */
void oidc_refuse(struct oidc *o, const char *code, const char *reason);

#endif
