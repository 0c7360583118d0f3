/* The claims of an ID token (OpenID Connect Core 1.0, 2 and 3.1.3.7): who signed in, where, for
 * whom. */
#ifndef PAKN_ID_TOKEN_H
#define PAKN_ID_TOKEN_H

#include <stdint.h>

#include "common/jws.h"

#define ID_TOKEN_LEEWAY_S 60  /* by which the clocks may differ */
#define SUBJECT_MAX       255 /* bytes */

/* What a token must say. */
struct id_token_expected {
	const char *issuer, *client_id, *nonce;
	const char *account_claim; /* which claim names the account; NULL: none does */
	uint64_t now_s;
};

/* What it said; in the arena. */
struct id_token {
	const char *subject;
	const char *account; /* NULL: no such claim, or no text */
};

/* Checks the signature and all claims.  On any fault out means nothing. */
enum jws_fault id_token_read(struct arena *a, struct span text, const struct jwk_set *keys,
	const struct id_token_expected *e, struct id_token *out);

/* Checks the claims alone, of a payload whose signature was checked. */
enum jws_fault id_token_claims(struct arena *a, struct span payload,
	const struct id_token_expected *e, struct id_token *out);

#endif
